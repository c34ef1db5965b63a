import { styleText } from 'node:util';

import { visible, visibleLines } from './visible.ts';
import { displayWidth, wrap } from './wrap.ts';

export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Where text goes: how wide it may be, and whether it may have colour. */
export interface Page {
  readonly columns: number;
  readonly hasColour: boolean;
}

/** The widest that text output gets, however wide the terminal is. */
export const maxColumns = 100;

/** Puts a style around a text that is already safe to show. */
export function paint(page: Page, style: Style | undefined, text: string): string {
  if (!page.hasColour || style === undefined || text === '') return text;
  return styleText(style, text, { validateStream: false }); // whether there is colour was decided once, for all
}

/** A piece of a line that is not broken inside if that can be helped. */
export interface Part {
  readonly text: string;
  readonly style?: Style;
}

export interface Layout {
  /** Columns left free before each line. */
  readonly indent?: number;
  readonly style?: Style;
  /** What stands in the free columns of the first line, and its style. */
  readonly label?: string;
  readonly labelStyle?: Style;
}

/** A text of any length as lines of the page; unsafe characters are escaped, its own line breaks are kept. */
export function block(page: Page, text: string, layout: Layout = {}): readonly string[] {
  const { indent = 0, style, label = '', labelStyle } = layout;
  const width = Math.max(10, page.columns - indent);
  const lines = visibleLines(text)
    .flatMap((line) => wrap(line, width))
    .map((line) => paint(page, style, line));
  const space = ' '.repeat(indent);
  const gap = ' '.repeat(Math.max(0, indent - displayWidth(label)));
  return lines.map((line, index) => {
    const before = index === 0 ? `${paint(page, labelStyle, label)}${gap}` : space;
    return line === '' ? '' : `${before}${line}`;
  });
}

/** Pieces one after another, two spaces apart, on as few lines as they need; lines after the first are indented. */
export function flow(page: Page, parts: readonly Part[], indent = 0): readonly string[] {
  const lines: { text: string; width: number }[] = [{ text: '', width: 0 }];
  for (const { text, style } of parts.filter((part) => part.text !== '')) {
    for (const piece of wrap(visible(text), page.columns - indent)) {
      const width = displayWidth(piece);
      const last = lines.at(-1) ?? { text: '', width: 0 };
      const painted = paint(page, style, piece);
      if (last.width === 0 || last.width + 2 + width > page.columns) {
        if (last.width === 0) lines.pop();
        const space = ' '.repeat(lines.length === 0 ? 0 : indent);
        lines.push({ text: `${space}${painted}`, width: space.length + width });
      } else {
        last.text += `  ${painted}`;
        last.width += 2 + width;
      }
    }
  }
  return lines.map((line) => line.text);
}
