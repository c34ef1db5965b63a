import type { CallFigures, Cost, Figures, Rate } from './measure.ts';

/** The table of all systems as Markdown: first what is stored, then what is asked. */
export function report(all: readonly Figures[], latencies: readonly number[]): string {
  const writers = [...new Set(all.flatMap(({ remember }) => [...remember.perSecond.keys()]))];
  const headings = [
    'system, call',
    'sessions',
    'transactions',
    'statements',
    'round trips',
    'atomic',
    ...latencies.map((latency) => `p50 ms at ${latency} ms`),
    ...writers.map((count) => `memories/s, ${count} ${count === 1 ? 'writer' : 'writers'}`),
  ];
  const remembers = all.map(({ system, remember }) => [
    `${system.title}: ${system.calls.remember}`,
    ...costCells(remember.costOfNew, remember.cost),
    isAtomic(remember.costOfNew) ? 'yes' : 'no',
    ...timeCells(remember, latencies),
    ...writers.map((count) => rateCell(remember.perSecond.get(count))),
  ]);
  const recalls = all
    .filter(({ system }) => system.calls.recall !== undefined)
    .map(({ system, recall }) => [
      `${system.title}: ${system.calls.recall}`,
      ...costCells(recall.cost, recall.cost),
      '',
      ...timeCells(recall, latencies),
      ...writers.map(() => ''),
    ]);
  return markdown(headings, [...remembers, ...recalls]);
}

/** Everything of one transaction is stored or nothing. */
const isAtomic = ({ transactions }: Cost): boolean => transactions === 1;

/** What a call costs; where it is another thing for entities that are known, both: `13 / 6`. */
function costCells(ofNew: Cost, ofKnown: Cost): readonly string[] {
  const keys = ['sessions', 'transactions', 'statements', 'roundTrips'] as const;
  return keys.map((key) =>
    ofNew[key] === ofKnown[key] ? `${ofNew[key]}` : `${ofNew[key]} / ${ofKnown[key]}`,
  );
}

const timeCells = ({ p50 }: CallFigures, latencies: readonly number[]): readonly string[] =>
  latencies.map((latency) => significant(p50.get(latency)));

function rateCell(rate: Rate | undefined): string {
  if (rate === undefined) return '';
  const failed = rate.failed === 0 ? '' : ` (${rate.failed.toLocaleString('en')} failed)`;
  return `${significant(rate.perSecond)}${failed}`;
}

/** Three digits at most before the point count, one after it. */
function significant(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

/** A table that is read well as it is, too: columns of one width, figures to the right. */
function markdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}
