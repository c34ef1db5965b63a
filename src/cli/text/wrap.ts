let segmenter: Intl.Segmenter | undefined;

/** Made at first need: it takes longer to make than all else that `--help` loads. */
function graphemesOf(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const plain = /^[\u0020-\u007e]*$/u;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return [...graphemesOf(text)].reduce((sum, { segment }) => sum + widthOf(segment), 0);
}

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return /^\p{M}/u.test(grapheme) ? 0 : 1;
}

/** Breaks a line into lines of at most `width` columns, between words where that is possible. */
export function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').flatMap((text) => pieces(text, width))) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && displayWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}

/** A word that is wider than a line is cut. */
function pieces(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const parts = [''];
  let used = 0;
  for (const { segment } of graphemesOf(word)) {
    const next = widthOf(segment);
    if (used + next > width) {
      parts.push('');
      used = 0;
    }
    parts.push(`${parts.pop() ?? ''}${segment}`);
    used += next;
  }
  return parts;
}

/** Cuts a text to `width` columns and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const [first = ''] = pieces(text, width - 1);
  const atWord = first.replace(/\s+\S*$/u, '');
  return `${atWord.length > first.length / 2 ? atWord : first}…`;
}
