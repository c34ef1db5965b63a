import type { Analysis } from '../model/change-set.ts';
import type { Instant } from '../model/instant.ts';
import { dateWords, relativeDateWords } from './date-words.ts';
import { kindTerm } from './kind-words.ts';
import { tokens } from './tokens.ts';

/** Raised whenever `analyseMemory` answers something else for some memory: stored fields of a lower version are then rewritten. */
export const analysisVersion = 1;

/** What the analysis reads of a memory. */
export interface AnalysedMemory {
  readonly kind?: string;
  readonly content: string;
  readonly rationale?: string;
  readonly alternatives?: readonly string[];
  readonly outcome?: string;
  readonly to?: string;
  readonly speaker?: string;
  readonly occurredAt: Instant;
  readonly entityNames: readonly string[];
}

/** So many of its first tokens a memory passes on; of one that has fewer, that is all of them. */
export const mostCarried = 60;

/** Of a longer memory the words after so many tokens (about 40,000 English words) are not found; store it as several memories. */
const mostOwn = 20_000;

/** Analyses a memory once, when it is written. */
export function analyseMemory(memory: AnalysedMemory): Analysis {
  const own = ownTokens(memory);
  const meta = [...surroundingTokens(memory), ...relativeDateTokens(memory)];
  return {
    version: analysisVersion,
    own: [...own, ...own, ...meta, ...meta],
    carried: own.slice(0, mostCarried),
  };
}

/** What a memory says, part by part. */
export function saidParts({
  content,
  rationale,
  alternatives = [],
  outcome,
}: AnalysedMemory): readonly string[] {
  return [content, rationale, ...alternatives, outcome].filter((part) => part !== undefined);
}

/** Each part by itself, so that a long one leaves the others something. */
const ownTokens = (memory: AnalysedMemory): readonly string[] =>
  saidParts(memory)
    .flatMap((part) => tokens(part, mostOwn))
    .slice(0, mostOwn);

/** The tokens of what surrounds a memory: its kind, who said it to whom, about what, and when. */
export function surroundingTokens({
  kind = 'note',
  speaker = '',
  to = '',
  occurredAt,
  entityNames,
}: AnalysedMemory): string[] {
  const around = tokens([speaker, to, ...entityNames, dateWords(occurredAt)].join('\n'));
  return kind === 'note' ? around : [kindTerm(kind), ...around];
}

/** The tokens of the days that a memory names relative to its own. */
export const relativeDateTokens = ({ content, occurredAt }: AnalysedMemory): string[] =>
  tokens(relativeDateWords(content, occurredAt));
