import { printTable } from '../table.ts';
import {
  type Answer,
  allFive,
  categoryOf,
  evidenceWithin,
  ndcg,
  recallFive,
  recallTen,
} from './answers.ts';
import { clusterBootstrap, macroMean, mean, overlapAt } from './metrics.ts';

/** Answers of one way of asking, one list a conversation. */
export interface Way {
  readonly name: string;
  readonly conversations: readonly (readonly Answer[])[];
}

/** The first half of the conversations, on which weights are fitted. */
export const fittedConversations = 5;

const percent = (value: number): string => (100 * value).toFixed(1);
const pair = (a: number, b: number): string => `${percent(a)} / ${percent(b)}`;

export const macroNdcg = (answers: readonly Answer[]): number =>
  macroMean(answers, categoryOf, ndcg);

/** Prints quality on turns of conversations, a row for each way of asking. */
export function printConversations(ways: readonly Way[]): void {
  printTable(
    'LoCoMo, turn level: nDCG@10 / recall@10 in per cent; macro = mean of the five categories',
    ['', 'macro', '95 % of macro nDCG', 'micro', 'fitted half', 'check half'],
    ways.map(({ name, conversations }) => {
      const all = conversations.flat();
      const [low, high] = clusterBootstrap(conversations, macroNdcg);
      return [
        name,
        pair(macroNdcg(all), macroMean(all, categoryOf, recallTen)),
        `${percent(low)} to ${percent(high)}`,
        pair(mean(all.map(ndcg)), mean(all.map(recallTen))),
        percent(macroNdcg(conversations.slice(0, fittedConversations).flat())),
        percent(macroNdcg(conversations.slice(fittedConversations).flat())),
      ];
    }),
  );
}

const budgets = [250, 500, 1_000, 2_000];

/** Prints how much of the evidence fits into a token budget. */
export function printEvidence(ways: readonly Way[]): void {
  printTable(
    'LoCoMo: evidence recall within a token budget, per cent',
    ['', ...budgets.map((budget) => `${budget.toLocaleString('en')} tokens`)],
    ways.map(({ name, conversations }) => [
      name,
      ...budgets.map((budget) => percent(evidenceWithin(conversations.flat(), budget))),
    ]),
  );
}

/** Prints how far two engines find the same. */
export function printOverlap(ways: readonly Way[]): void {
  const [first, second] = ways.map(({ conversations }) => conversations.flat());
  if (first === undefined || second === undefined) return;
  const pairs = first.map(({ found }, index) => [found, second[index]?.found ?? []] as const);
  const same = pairs.filter(([a, b]) => a.slice(0, 10).join() === b.slice(0, 10).join());
  const overlap = mean(pairs.map(([a, b]) => overlapAt(a, b, 10)));
  console.log(
    `\nTop ten of ${ways.map(({ name }) => name).join(' and ')}: ${(100 * overlap).toFixed(2)} % the same memories, ` +
      `${percent(same.length / pairs.length)} % of the lists identical`,
  );
}

/** Prints recall over several hops, a row for each way and a column for each collection. */
export function printMultiHop(
  names: readonly string[],
  ways: readonly { readonly name: string; readonly answers: readonly (readonly Answer[])[] }[],
): void {
  printTable(
    'Questions over several paragraphs: recall@5 / all@5 in per cent',
    ['', ...names],
    ways.map(({ name, answers }) => [
      name,
      ...answers.map((of) => pair(mean(of.map(recallFive)), mean(of.map(allFive)))),
    ]),
  );
}
