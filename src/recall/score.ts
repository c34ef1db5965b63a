import { tokens } from '../analysis/tokens.ts';
import { entityName, leadsWith } from './leads.ts';
import type { Scene } from './scene.ts';
import type { Subject } from './subject.ts';
import { type FeatureName, weights } from './weights.ts';

/**
 * What each feature adds to a score or takes from it; `hop` is what another memory lends, and `latest` all
 * there is where nothing was asked for. Those that add nothing are left out.
 */
export type Shares = Readonly<Partial<Record<FeatureName | 'hop' | 'latest', number>>>;

export interface Scored {
  readonly subject: Subject;
  readonly score: number;
  readonly shares: Shares;
  /** The memory that lends `hop`, and the entity that both are about. */
  readonly through?: { readonly memory: string; readonly entity: string };
}

/** One hop over entities starts from so many of the best. */
const hopFrom = 5;

/** The most that one memory lends another: this share of its score. */
const hopShare = 0.5;

/** What is lent never lifts a memory beyond this share of the score of its lender, which stays ahead. */
const behindLender = 0.95;

/** Scores every candidate: its weighted features, and what the best lend to those that share an entity with them. */
export function scoreAll(scene: Scene): readonly Scored[] {
  const scored = scene.subjects.map((subject) => scoreOne(subject, scene));
  const best = scored.toSorted((a, b) => b.score - a.score).slice(0, hopFrom);
  const lenders = new Map(best.map(({ subject, score }) => [subject.found.node.id, score]));
  const sharers = countSharers(scene);
  return scored.map((one) => {
    const loan = bestLoan(one, scene, { lenders, sharers });
    if (loan === undefined) return one;
    const { hop, ...through } = loan;
    return { ...one, score: one.score + hop, shares: { ...one.shares, hop }, through };
  });
}

const featureNames = Object.keys(weights) as readonly FeatureName[]; // the keys of an object of this type

function scoreOne(subject: Subject, scene: Scene): Scored {
  const { recent } = subject.found;
  return recent === undefined ? scoreAnswer(subject, scene) : scoreLatest(subject, recent);
}

function scoreLatest(subject: Subject, place: number): Scored {
  const latest = 1 / (1 + place);
  return { subject, score: latest, shares: { latest } };
}

function scoreAnswer(subject: Subject, scene: Scene): Scored {
  const shares: Partial<Record<FeatureName, number>> = {};
  let score = 0;
  for (const name of featureNames) {
    const { of, lexical, withVectors } = weights[name];
    const weight = scene.meaning === undefined ? lexical : withVectors;
    const share = weight === 0 ? 0 : weight * of(subject, scene);
    if (share === 0) continue;
    shares[name] = share;
    score += share;
  }
  return { subject, score, shares };
}

/** How many candidates a hop reaches through each entity: what many share ties no two of them together. */
function countSharers({ subjects }: Scene): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { found } of subjects) {
    for (const entity of new Set(found.hops.map((hop) => hop.entity)))
      counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return counts;
}

interface Loans {
  readonly lenders: ReadonlyMap<string, number>;
  readonly sharers: ReadonlyMap<string, number>;
}

interface Loan {
  readonly hop: number;
  readonly memory: string;
  readonly entity: string;
}

/**
 * The most that one of the best lends a memory over an entity that both are about: fully if the memory begins with the entity's name,
 * else the less the more share it. What the question itself names leads nowhere new.
 */
function bestLoan({ subject, score }: Scored, { question }: Scene, loans: Loans): Loan | undefined {
  let best: Loan | undefined;
  for (const { from, entity } of subject.found.hops) {
    if (from === subject.found.node.id || isAsked(subject, entity, question.terms)) continue;
    const lender = loans.lenders.get(from) ?? 0;
    const hop = Math.min(
      hopShare * lender * tieOf(subject, entity, loans),
      behindLender * lender - score,
    );
    if (hop > (best?.hop ?? 0)) best = { hop, memory: from, entity };
  }
  return best;
}

const tieOf = (subject: Subject, entity: string, { sharers }: Loans): number =>
  leadsWith(subject, entity) ? 1 : 1 / (sharers.get(entity) ?? 1);

function isAsked(subject: Subject, entity: string, terms: readonly string[]): boolean {
  return (
    subject.found.named.some((named) => named.entity === entity) ||
    tokens(entityName(subject, entity)).every((token) => terms.includes(token))
  );
}
