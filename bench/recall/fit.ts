import { randomNumbers } from '../conversations.ts';
import { featureNames, type FeatureTable, scoreOf, type Weights } from './feature-table.ts';

/**
 * Fits weights by gradient descent on the listwise loss (Cao et al., 2007): the scores of a question's candidates are made into
 * shares by softmax, and the share of the relevant ones is to be 1. Every category counts the same. Adam (Kingma and Ba, 2015).
 */
export function fit(tables: readonly FeatureTable[], names: ReadonlySet<string>): Weights {
  const lists = tables.map(listOf).filter((list) => list.relevant > 0);
  const importance = categoryWeights(lists);
  const isFitted = featureNames.map((name) => names.has(name));
  const weights = Float64Array.from(isFitted, (fitted) => (fitted ? firstWeight : 0));
  const adam = new Adam(weights, isFitted);
  const random = randomNumbers(7);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = shuffled(lists, random);
    for (let start = 0; start < order.length; start += batchSize) {
      const gradient = weights.map((weight) => decay * weight);
      for (const list of order.slice(start, start + batchSize)) {
        const weight = (importance.get(list.category) ?? 0) / batchSize;
        addGradient(gradient, list, { weights, weight });
      }
      adam.step(gradient, rate * (1 - epoch / epochs));
    }
  }
  return weights;
}

const epochs = 30;
const batchSize = 32;
const rate = 0.03;
const decay = 1e-4;
const firstWeight = 0.3;

/** How sharply a better score counts; it only sets the scale of the weights. */
const sharpness = 8;

/** So many candidates with the most words of the question compete; all others lose anyway. */
const competitors = 80;

interface List {
  readonly category: string;
  readonly rows: readonly Float64Array[];
  readonly isRelevant: readonly boolean[];
  readonly relevant: number;
}

function listOf({ offered, rows, isRelevant }: FeatureTable): List {
  const words = featureNames.indexOf('words');
  const order = [...rows.keys()].toSorted(
    (a, b) => (rows[b]?.[words] ?? 0) - (rows[a]?.[words] ?? 0),
  );
  const kept = order.filter((place, rank) => rank < competitors || isRelevant[place] === true);
  return {
    category: offered.asked.category,
    rows: kept.flatMap((place) => rows[place] ?? []),
    isRelevant: kept.map((place) => isRelevant[place] ?? false),
    relevant: isRelevant.filter(Boolean).length,
  };
}

function categoryWeights(lists: readonly List[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { category } of lists) counts.set(category, (counts.get(category) ?? 0) + 1);
  return new Map([...counts].map(([name, count]) => [name, lists.length / (counts.size * count)]));
}

function addGradient(
  gradient: Float64Array,
  { rows, isRelevant, relevant }: List,
  { weights, weight }: { readonly weights: Weights; readonly weight: number },
): void {
  const scores = rows.map((row) => sharpness * scoreOf(row, weights));
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  for (const [place, row] of rows.entries()) {
    const wanted = isRelevant[place] === true ? 1 / relevant : 0;
    const error = weight * ((powers[place] ?? 0) / total - wanted);
    for (const [index, value] of row.entries())
      gradient[index] = (gradient[index] ?? 0) + error * value;
  }
}

/** Changes weights in place. */
class Adam {
  readonly #weights: Weights;
  readonly #isFitted: readonly boolean[];
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #steps = 0;

  constructor(weights: Weights, isFitted: readonly boolean[]) {
    this.#weights = weights;
    this.#isFitted = isFitted;
    this.#means = new Float64Array(weights.length);
    this.#squares = new Float64Array(weights.length);
  }

  step(gradient: Float64Array, by: number): void {
    this.#steps += 1;
    for (const [index, slope] of gradient.entries()) {
      if (this.#isFitted[index] !== true) continue;
      const mean = 0.9 * (this.#means[index] ?? 0) + 0.1 * slope;
      const square = 0.999 * (this.#squares[index] ?? 0) + 0.001 * slope * slope;
      this.#means[index] = mean;
      this.#squares[index] = square;
      const step = mean / (1 - 0.9 ** this.#steps);
      const size = Math.sqrt(square / (1 - 0.999 ** this.#steps)) + 1e-8;
      this.#weights[index] = (this.#weights[index] ?? 0) - (by * step) / size;
    }
  }
}

function shuffled<Value>(values: readonly Value[], random: () => number): readonly Value[] {
  const keyed = values.map((value) => ({ value, key: random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ value }) => value);
}
