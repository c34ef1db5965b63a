import type { MemOS } from 'memos-graph';

import type { Candidate } from '../../src/engine/reads.ts';
import { recall } from '../../src/memos/recall.ts';
import { defineRead, type Reader } from '../../src/operations/define-operation.ts';
import { estimateTokens, pack } from '../../src/recall/pack.ts';
import type { Asked, Collection } from './collection.ts';
import { allAt, mean, ndcgAt, recallAt } from './metrics.ts';

/** What was found for a question, best first. */
export interface Answer {
  readonly asked: Asked;
  readonly found: readonly string[];
  /** The content of each, where it is known. */
  readonly contents: readonly string[];
}

const depth = 100;

/** Asks every question of a collection by `memory.recall`. */
export async function ask(
  memory: MemOS,
  { asked, now }: Collection,
  { vectors }: { readonly vectors: boolean },
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const one of asked) {
    const { memories } = await memory.recall(one.text, { limit: depth, now, vectors });
    answers.push({
      asked: one,
      found: memories.map(({ id }) => id),
      contents: memories.map(({ content }) => content),
    });
  }
  return answers;
}

/** A question with what the engine offers the scorer. */
export interface Offered {
  readonly asked: Asked;
  readonly candidates: readonly Candidate[];
}

/** The candidates of every question, as `recall` gets them from the engine. */
export async function offers(
  memory: MemOS,
  { asked, now }: Collection,
): Promise<readonly Offered[]> {
  const offered: Offered[] = [];
  for (const one of asked) {
    let candidates: readonly Candidate[] = [];
    const listening = defineRead({
      ...recall,
      run: (input, reader) =>
        recall.run(
          input,
          listen(reader, (found) => (candidates = found)),
        ),
    });
    await memory.adapter.read(listening, { query: one.text, now, limit: 1, vectors: false }, {});
    offered.push({ asked: one, candidates });
  }
  return offered;
}

/** A reader that also tells what the engine answers to a search. */
function listen(reader: Reader, heard: (found: readonly Candidate[]) => void): Reader {
  return {
    space: reader.space,
    now: reader.now,
    read: async (shape, input) => {
      const answer = await reader.read(shape, input);
      if (shape === 'search') heard(answer.value as readonly Candidate[]); // what this shape answers
      return answer;
    },
  };
}

export const ndcg = ({ found, asked }: Answer): number => ndcgAt(found, asked.relevant, 10);
export const recallTen = ({ found, asked }: Answer): number => recallAt(found, asked.relevant, 10);
export const recallFive = ({ found, asked }: Answer): number => recallAt(found, asked.relevant, 5);
export const allFive = ({ found, asked }: Answer): number => allAt(found, asked.relevant, 5);
export const categoryOf = ({ asked }: Answer): string => asked.category;

/** Mean share of the evidence that fits into so many tokens, packed as `tokenBudget` packs. */
export function evidenceWithin(answers: readonly Answer[], tokenBudget: number): number {
  const shares = answers.map(({ asked, found, contents }) => {
    const { items } = pack(contents, { limit: depth, tokenBudget, tokensOf: estimateTokens });
    return recallAt(found, asked.relevant, items.length);
  });
  return mean(shares);
}
