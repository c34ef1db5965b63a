import type { Finding } from '../../reflection/finding.ts';
import { block, type Page, paint, type Style } from './page.ts';

interface Told {
  readonly group: string;
  readonly label: string;
  readonly style: Style;
}

/** Where each kind of finding is told, in order of the groups. */
const told: Readonly<Record<Finding['kind'], Told>> = {
  overdue: { group: 'Promises', label: 'overdue', style: 'red' },
  broken_promises: { group: 'Promises', label: 'broken', style: 'red' },
  promise_at_risk: { group: 'Promises', label: 'at risk', style: 'yellow' },
  due_soon: { group: 'Promises', label: 'due soon', style: 'yellow' },
  contradiction: { group: 'Contradictions', label: 'differs', style: 'red' },
  correlation: { group: 'What preceded bad outcomes', label: 'preceded', style: 'yellow' },
  stale_decision: { group: 'Decisions', label: 'stale', style: 'yellow' },
  superseded_decision: { group: 'Decisions', label: 'superseded', style: 'gray' },
  recurring_theme: { group: 'Themes', label: 'rises', style: 'cyan' },
  quiet_entity: { group: 'Gone quiet', label: 'quiet', style: 'gray' },
};

const valueColumn = 14;

/** Findings in groups, each group under its heading; inside of one in the order in which they come. */
export function findingGroups(
  page: Page,
  findings: readonly Finding[],
): readonly (readonly string[])[] {
  const groups = [...new Set(Object.values(told).map(({ group }) => group))];
  return groups.flatMap((group) => {
    const inGroup = findings.filter(({ kind }) => told[kind].group === group);
    if (inGroup.length === 0) return [];
    return [
      [paint(page, 'bold', group), ...inGroup.flatMap((finding) => findingLines(page, finding))],
    ];
  });
}

function findingLines(page: Page, finding: Finding): readonly string[] {
  const { label, style } = told[finding.kind];
  return [
    ...block(page, finding.sentence, {
      indent: valueColumn,
      label: `  ${label}`,
      labelStyle: style,
    }),
    ...block(page, measures(finding), { indent: valueColumn, style: 'gray' }),
    ...block(page, `shown by ${finding.evidence.join(', ')}`, { indent: valueColumn }),
  ];
}

function measures({ score, statistic }: Finding): string {
  if (statistic === undefined) return `score ${score.toFixed(2)}`;
  const { lift, adjustedP } = statistic;
  const times = lift < 10 ? lift : Math.round(lift);
  return `score ${score.toFixed(2)}, ${times} times as often, adjusted p ${adjustedP.toExponential(1)}`;
}
