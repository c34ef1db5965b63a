import { instantProblem } from '../../model/instant.ts';

/** A decision as it is written down in a file of `docs/decisions`. */
export interface DecisionRecord {
  /** The name of the file without its ending. */
  readonly key: string;
  /** The digits that the name begins with, if it does. */
  readonly number?: string;
  /** The title, and the decision under it. */
  readonly content: string;
  readonly date?: string;
  readonly rationale?: string;
  readonly alternatives: readonly string[];
  readonly entities: readonly string[];
  /** Numbers of other records. */
  readonly supersedes: readonly string[];
  readonly leadsTo: readonly string[];
}

const headings = {
  decision: ['decision', 'decision outcome'],
  rationale: ['rationale', 'reasons', 'context', 'context and problem statement'],
  alternatives: [
    'alternatives',
    'alternatives considered',
    'considered options',
    'considered alternatives',
  ],
} as const;

/** Reads a decision record; answers nothing when the text has no title or tells no decision. */
export function parseDecisionRecord(fileName: string, text: string): DecisionRecord | undefined {
  const [preamble = '', ...rest] = text.replaceAll('\r\n', '\n').split(/^## +/m);
  const title = /^# +(.+)$/m.exec(preamble)?.[1];
  const sections = new Map(rest.map((section) => [titleOf(section), bodyOf(section)]));
  const decision = firstOf(sections, headings.decision);
  if (title === undefined || decision === undefined) return undefined;
  const key = fileName.replace(/\.md$/i, '');
  const fields = fieldsOf(preamble);
  const rationale = firstOf(sections, headings.rationale);
  const number = /^\d+/.exec(key)?.[0];
  return {
    key,
    ...(number === undefined ? {} : { number }),
    content: `${withoutNumber(title)}\n${unwrapped(decision)}`,
    ...dated(fields.get('date')),
    ...(rationale === undefined ? {} : { rationale: unwrapped(rationale) }),
    alternatives: listItems(firstOf(sections, headings.alternatives) ?? ''),
    entities: commaList(fields.get('entities')),
    supersedes: numbers(fields.get('supersedes')),
    leadsTo: numbers(fields.get('leads to')),
  };
}

const titleOf = (section: string): string => (section.split('\n', 1)[0] ?? '').trim().toLowerCase();
const bodyOf = (section: string): string => section.split('\n').slice(1).join('\n').trim();
const withoutNumber = (title: string): string =>
  title.replace(/^(?:adr[- ]?)?\d+[.:]?\s+(?=\S)/i, '').trim();

function firstOf(
  sections: ReadonlyMap<string, string>,
  names: readonly string[],
): string | undefined {
  return names.map((name) => sections.get(name)).find((body) => body !== undefined && body !== '');
}

/** Lines such as `- Date: 2026-02-19` above the first section, by their name. */
function fieldsOf(preamble: string): ReadonlyMap<string, string> {
  const lines = preamble.matchAll(/^(?:[-*] +)?([A-Za-z ]+): *(.+)$/gm);
  return new Map(
    [...lines].map(([, name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]),
  );
}

/** A date that is none is left out: then the record counts from when it is imported. */
function dated(date: string | undefined): { readonly date?: string } {
  return date === undefined || instantProblem(date) !== undefined ? {} : { date };
}

const commaList = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const numbers = (text = ''): readonly string[] => text.match(/\d+/g) ?? [];

/** The items of a list, each on one line. */
function listItems(body: string): readonly string[] {
  return body
    .split(/^[-*] +/m)
    .slice(1)
    .map(unwrapped)
    .filter((item) => item !== '');
}

/** Lines of a paragraph become one line; paragraphs stay apart. */
function unwrapped(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .join('\n');
}
