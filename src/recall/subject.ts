import {
  type AnalysedMemory,
  relativeDateTokens,
  saidParts,
  surroundingTokens,
} from '../analysis/analyse-memory.ts';
import type { Candidate, TermsBeside } from '../engine/reads.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Question } from './question.ts';
import {
  asksSomething,
  count,
  type Counts,
  type OwnReading,
  type Reading,
  readOwnText,
  readTerms,
} from './reading.ts';

/** A candidate as it is scored. */
export interface Subject {
  readonly found: Candidate;
  readonly own: OwnReading;
  /** Tokens of its kind, speaker, entities and days. */
  readonly meta: Counts;
  /** Its neighbours in the session: two before, one before, one after, two after. */
  readonly near: readonly (Near | undefined)[];
  /** The memory just before it in its session. */
  readonly before?: Before;
  /** Number of its tokens, with those of its neighbours by their share. */
  readonly span: number;
  /** From 1 for a short text down to 0: how much it leans on its neighbours. */
  readonly leaning: number;
}

export interface Near {
  readonly reading: Reading;
  /** How much of its words count for the memory, from 0 to 1. */
  readonly share: number;
}

export interface Before extends Near {
  readonly id: string;
  readonly content: string;
  readonly asks: boolean;
}

const places = [-2, -1, 1, 2] as const;

/**
 * How much the words of a neighbour at each place count: a question and its answer stand next to each other, and what follows answers
 * less often than what precedes.
 */
const nearness = [0.4, 0.5, 0.35, 0.1] as const;

/** Turns of a conversation lean on each other; a text of more tokens stands more and more alone. */
const aloneFrom = 30;

const leaningOf = ({ length }: Reading): number => Math.min(1, aloneFrom / Math.max(1, length));

/** Reads candidates for one question; a text that stands beside several of them is read once. */
export class SubjectReader {
  readonly #question: Question;
  readonly #asked: ReadonlySet<string>;
  readonly #beside = new Map<string, Reading>();

  constructor(question: Question) {
    this.#question = question;
    this.#asked = new Set(question.terms);
  }

  read(found: Candidate): Subject {
    const memory = memoryOf(found);
    const content = saidParts(memory).join('\n');
    // An outcome may have come later, and is not passed on then.
    const carried = memory.outcome === undefined ? found.carried : undefined;
    const own = readOwnText({ content, carried }, this.#asked);
    const leaning = leaningOf(own);
    const near = places.map((place, index): Near | undefined => {
      const other = found.beside.find((one) => one.place === place);
      if (other === undefined) return undefined;
      const reading = this.#readingBeside(other);
      return { reading, share: (nearness[index] ?? 0) * leaning * leaningOf(reading) };
    });
    const meta = count(this.#metaTokens(memory));
    const around = near.reduce(
      (sum, other) => sum + (other ? other.share * other.reading.length : 0),
      0,
    );
    const span = own.length + meta.size + around;
    return { found, own, meta, near, ...beforeOf(found, near[1]), leaning, span };
  }

  /** Reading dates in words is slow, and only a question that names a day can meet them. */
  #metaTokens(memory: AnalysedMemory): readonly string[] {
    const around = surroundingTokens(memory);
    return this.#question.isDated ? [...around, ...relativeDateTokens(memory)] : around;
  }

  #readingBeside({ terms }: TermsBeside): Reading {
    const known = this.#beside.get(terms);
    if (known !== undefined) return known;
    const reading = readTerms(terms, this.#asked);
    this.#beside.set(terms, reading);
    return reading;
  }
}

function beforeOf({ neighbours }: Candidate, near: Near | undefined): { readonly before?: Before } {
  const before = neighbours.find(({ place }) => place === -1);
  if (before === undefined || near === undefined) return {};
  const { id, content } = before;
  return { before: { ...near, id, content, asks: asksSomething(content) } };
}

/** A stored memory in the form in which the analysis reads it. */
function memoryOf({
  node,
  entities,
}: { readonly node: NodeRecord } & Pick<Candidate, 'entities'>): AnalysedMemory {
  return {
    ...node,
    content: node.content ?? '',
    occurredAt: node.occurredAt ?? node.createdAt,
    entityNames: entities.map(({ name }) => name),
  };
}
