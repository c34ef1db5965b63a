export interface ChangedLine {
  readonly sign: '-' | '+';
  readonly line: string;
}

/** The lines that are taken out and put in, in their order: the fewest there can be. */
export function lineDifference(before: string, after: string): readonly ChangedLine[] {
  const [old, young] = withoutCommonEnds(linesOf(before), linesOf(after));
  const common = commonAhead(old, young);
  const changed: ChangedLine[] = [];
  let [from, to] = [0, 0];
  while (from < old.length || to < young.length) {
    const [oldLine, youngLine] = [old[from], young[to]];
    if (oldLine === youngLine) {
      from += 1;
      to += 1;
    } else if (
      oldLine !== undefined &&
      (youngLine === undefined || common(from + 1, to) >= common(from, to + 1))
    ) {
      changed.push({ sign: '-', line: oldLine });
      from += 1;
    } else if (youngLine !== undefined) {
      changed.push({ sign: '+', line: youngLine });
      to += 1;
    }
  }
  return changed;
}

type Lines = readonly string[];

const linesOf = (text: string): Lines => (text === '' ? [] : text.split(/\r?\n/));

/** What is left is short in practice, and the table of its pairs small. */
function withoutCommonEnds(old: Lines, young: Lines): readonly [Lines, Lines] {
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === young.at(-1 - tail)) tail += 1;
  return [old.slice(head, old.length - tail), young.slice(head, young.length - tail)];
}

/** How many lines two texts have in common, from a line of each on. */
function commonAhead(old: Lines, young: Lines): (from: number, to: number) => number {
  const width = young.length + 1;
  const counts = new Uint32Array((old.length + 1) * width);
  const count = (from: number, to: number): number => counts[from * width + to] ?? 0;
  for (let from = old.length - 1; from >= 0; from -= 1)
    for (let to = young.length - 1; to >= 0; to -= 1)
      counts[from * width + to] =
        old[from] === young[to]
          ? count(from + 1, to + 1) + 1
          : Math.max(count(from + 1, to), count(from, to + 1));
  return count;
}
