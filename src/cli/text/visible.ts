/**
 * What a terminal would obey instead of showing: control characters, and marks that turn the direction of writing. Line
 * separators are among them because some terminals break lines at them.
 */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Shows a text on one line: whatever a terminal would obey is written as its escape. */
export function visible(text: string): string {
  return text.replaceAll(obeyed, escaped);
}

/** The same for a text of several lines: its line breaks stay, and its tabs become spaces. */
export function visibleLines(text: string): readonly string[] {
  return text.split(/\r?\n/u).map((line) => visible(line.replaceAll('\t', '    ')));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return (
    names[character] ??
    (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`)
  );
}
