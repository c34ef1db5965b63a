import { arch, cpus, release, totalmem, type } from 'node:os';

/** Prints rows under their headings; numbers stand right. */
export function printTable(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  console.log(`\n${title}\n`);
  console.log(line(headings));
  console.log(line(widths.map((width) => '-'.repeat(width))));
  for (const row of rows) console.log(line(row));
}

export const milliseconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
export const ratio = (value: number): string => `${value.toFixed(2)} x`;
export const perSecond = (count: number, time: number): string =>
  `${Math.round(count / time).toLocaleString('en')}/s`;

/** What the figures were measured on. */
export function describeMachine(versions: Readonly<Record<string, string>>): string {
  const software = Object.entries({ node: process.version, ...versions }).map(
    ([name, version]) => `${name} ${version}`,
  );
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory}, ${type()} ${release()} ${arch()}; ${software.join(', ')}`;
}
