import type { MemoryKind } from '../model/kind.ts';

/**
 * How a question asks for a kind of memory without naming it. A promise need not say "promise", nor a pattern "pattern": the kind is a
 * term of its own in the full-text field (`kindTerm`), and these expressions ask for it.
 */
const expressions: Readonly<Record<Exclude<MemoryKind, 'note'>, RegExp>> = {
  commitment:
    /\b(?:promis(?:e[sd]?|ing)|commit(?:ments?|ted)|owe[ds]?|pledged?|to-?dos?|deadlines?|overdue|(?:agreed?|supposed|due|meant) to|follow(?:ed|ing)?[- ]ups?|said (?:i|we|you)(?:'d| would))\b/i,
  decision:
    /\b(?:deci(?:de[sd]?|ding|sions?)|cho(?:ose|ice|ices|se|sen)|choosing|pick(?:ed)?|settled? on|w(?:e|i)nt with|go(?:ing)? with|opt(?:ed)? for|reject(?:ed)?|ruled? out|why (?:are|do|did|were|is|was) (?:we|i|our|my))\b/i,
  pattern:
    /\b(?:keeps?|kept|always|usually|often|typically|repeatedly|regularly|recurring|tends? to|patterns?|habits?|again and again|every (?:time|day|week|month|year)|on (?:mon|tues|wednes|thurs|fri|satur|sun)days)\b/i,
};

/** The kinds of memory that a question asks for in words such as "what did I promise". */
export function askedKinds(question: string): readonly MemoryKind[] {
  const kinds = ['commitment', 'decision', 'pattern'] as const;
  return kinds.filter((kind) => expressions[kind].test(question));
}

/** The term by which full text finds a kind of memory; no word of a language is written so. */
export const kindTerm = (kind: string): string => `kind${kind}`;
