import { QueryRefusedError } from '../../errors/query-errors.ts';

/** A word of a Cypher text that is neither inside a string, a comment or back-ticks nor the name of a property, label or parameter. */
export interface QueryWord {
  /** In lower case and NFKC, so that look-alikes are told by their meaning. */
  readonly word: string;
  /** The next character that is not white space; empty at the end. */
  readonly next: string;
}

const tokens = new RegExp(
  [
    String.raw`(?<blank>\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|${'`(?:[^`]|``)*`'})`,
    String.raw`(?<number>\d[\p{L}\p{N}_]*(?:\.\d[\p{L}\p{N}_]*)?)`,
    String.raw`(?<word>[\p{L}\p{Nl}_\p{Sc}\p{Pc}][\p{L}\p{N}\p{M}_\p{Sc}\p{Pc}]*)`,
    String.raw`(?<space>\s+)`,
    String.raw`(?<range>\.\.)`,
    String.raw`(?<sign>[^\s])`,
  ].join('|'),
  'gu',
);

interface Token {
  readonly kind: 'blank' | 'number' | 'word' | 'range' | 'sign';
  readonly text: string;
}

/** Reads a text into words as Neo4j's own lexer would, refusing what could be read in two ways. */
export function queryWords(cypher: string): readonly QueryWord[] {
  const read = readTokens(cypher);
  refuseUnfinished(read);
  return read.flatMap(({ kind, text }, index) => {
    if (kind !== 'word' || isName(read[index - 1], read[index - 2])) return [];
    const next = read[index + 1]?.text.charAt(0) ?? '';
    return [{ word: text.normalize('NFKC').toLowerCase(), next }];
  });
}

/** The names before every bracket that belong to a namespace, as `date.truncate`; a quoted name counts as one, whatever it says. */
export function namespacedCalls(cypher: string): readonly string[] {
  const read = readTokens(cypher);
  return read.flatMap(({ text }, index) => {
    const name = text === '(' ? nameBefore(read, index) : '';
    return name.includes('.') || name === "'" ? [name] : [];
  });
}

/** The dotted name that ends before a token; a label or a type there is none. */
function nameBefore(read: readonly Token[], end: number): string {
  const isPart = ({ kind, text }: Token): boolean =>
    ['word', 'blank', 'number'].includes(kind) || text === '.';
  const start = read.slice(0, end).findLastIndex((token) => !isPart(token)) + 1;
  if (read[start - 1]?.text === ':') return '';
  const parts = read.slice(start, end).map(({ text }) => text);
  const first = parts.findLastIndex(
    (part, index) => part !== '.' && index > 0 && parts[index - 1] !== '.',
  );
  const name = parts.slice(Math.max(first, 0)).join('');
  return name.normalize('NFKC').toLowerCase();
}

/** Tells whether nothing follows the first statement but its own end. */
export function isOneStatement(cypher: string): boolean {
  const read = readTokens(cypher);
  const end = read.findIndex(({ text }) => text === ';');
  return end === -1 || read.slice(end).every(({ text }) => text === ';');
}

function readTokens(cypher: string): readonly Token[] {
  const read: Token[] = [];
  for (const { groups = {} } of cypher.matchAll(tokens)) {
    const kind = (['blank', 'number', 'word', 'range', 'sign'] as const).find(
      (name) => groups[name] !== undefined,
    );
    const text = kind === undefined ? undefined : groups[kind];
    if (kind === undefined || text === undefined || isComment(text)) continue;
    // A string or a quoted name stays as a mark, so that what follows it is not taken for what stood before it.
    read.push(kind === 'blank' ? { kind, text: "'" } : { kind, text });
  }
  return read;
}

const isComment = (text: string): boolean => text.startsWith('//') || text.startsWith('/*');

/** After a dot, a colon or a dollar sign a word is a name, whatever it says; but the dot may also end a number. */
const isName = (before: Token | undefined, beforeThat: Token | undefined): boolean =>
  before?.kind === 'sign' &&
  ['.', ':', '$'].includes(before.text) &&
  !(before.text === '.' && beforeThat?.kind === 'number');

function refuseUnfinished(read: readonly Token[]): void {
  if (read.some(({ kind, text }) => kind === 'sign' && ["'", '"', '`'].includes(text)))
    throw new QueryRefusedError('a string or a quoted name in it does not end');
}
