import type { Finding, ReflectOptions } from '../../memos/reflect.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines, spaced } from '../text/memory-text.ts';
import { block, flow, type Page, type Style } from '../text/page.ts';

export type ReflectFlags = Pick<ReflectOptions, 'topic' | 'since'>;

export async function reflect(
  { openMemory, signal }: Invocation,
  flags: ReflectFlags,
): Promise<Answer> {
  const memory = await openMemory();
  const reflection = await memory.reflect({ ...given(flags), signal });
  return {
    json: reflection,
    text: (page) => spaced(reflection.findings.map((finding) => findingLines(page, finding))),
    notes: reflection.findings.length === 0 ? ['Nothing stands out'] : [],
  };
}

const styles: Readonly<Record<Finding['kind'], Style>> = {
  overdue: 'red',
  broken_promises: 'red',
  due_soon: 'yellow',
  superseded_decision: 'gray',
  quiet_entity: 'gray',
};

function findingLines(page: Page, { kind, sentence, evidence, score }: Finding): readonly string[] {
  return [
    ...flow(page, [
      { text: kind.replaceAll('_', ' '), style: styles[kind] },
      { text: `score ${score.toFixed(2)}`, style: 'gray' },
    ]),
    ...block(page, sentence, { indent: 2 }),
    ...fieldLines(page, [['shown by', evidence.join(', ')]], 2),
  ];
}
