import { paint, type Page } from './page.ts';

/** Rows under their headings: the first column stands left, the others right. */
export function tableLines(
  page: Page,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  return [paint(page, 'bold', line(headings)), ...rows.map(line)];
}
