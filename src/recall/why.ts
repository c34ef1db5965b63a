import { entityName } from './leads.ts';
import type { Scene } from './scene.ts';
import type { Scored, Shares } from './score.ts';
import type { Subject } from './subject.ts';

/** Why a memory was found. */
export interface Why {
  /** Words of the question that it has, as they are written there. */
  readonly terms: readonly string[];
  /** Entities named in the question that it is about. */
  readonly entities: readonly { readonly id: string; readonly name: string }[];
  /** The memory just before it in its session, when that one asks what the question asks. */
  readonly repliesTo?: string;
  /** Of the best, the memory with which it shares an entity that the question does not name; none or one. */
  readonly through: readonly { readonly memory: string; readonly entity: string }[];
  /** The cosine of its meaning and the question's, from -1 to 1; absent where they were not compared. */
  readonly cosine?: number;
  /** What each feature adds to the score or takes from it; together they are the score. */
  readonly shares: Shares;
  /** True when nothing was asked for and it is one of the latest. */
  readonly latest: boolean;
  /** The same in one sentence. */
  readonly sentence: string;
}

/** A share of less than this is not worth a word. */
const worthAWord = 0.05;

/** From this cosine on two texts are said to be near in meaning. */
const nearInMeaning = 0.7;

export function explain({ subject, shares, through }: Scored, scene: Scene): Why {
  const { found } = subject;
  const entities = found.named.map(({ entity }) => ({
    id: entity,
    name: entityName(subject, entity) || entity,
  }));
  const { before } = subject;
  const cosine = scene.meaning?.cosine(subject);
  const facts = {
    terms: matchedWords(subject, scene),
    entities,
    ...(before !== undefined && (shares.reply ?? 0) >= worthAWord ? { repliesTo: before.id } : {}),
    through:
      through === undefined
        ? []
        : [{ ...through, entity: entityName(subject, through.entity) || through.entity }],
    ...(cosine === undefined ? {} : { cosine: rounded(cosine) }),
    shares: roundedShares(shares),
    latest: found.recent !== undefined,
  };
  return { ...facts, sentence: sentence(facts, subject, scene) };
}

/** The words of the question behind the terms that a memory has. */
function matchedWords({ own, meta }: Subject, { question }: Scene): readonly string[] {
  return question.words
    .filter(({ term }) => own.counts.has(term) || meta.has(term))
    .map(({ word }) => word);
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function roundedShares(shares: Shares): Shares {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, rounded(share)]));
}

type Facts = Omit<Why, 'sentence'>;

function sentence(facts: Facts, subject: Subject, scene: Scene): string {
  const parts = [
    ...wordParts(facts, subject),
    ...askedParts(facts, subject, scene),
    ...placeParts(facts),
  ];
  return parts.length === 0 ? 'was found by full text' : parts.join('; ');
}

/** A part of the sentence if something holds. */
const when = (holds: boolean, part: string): readonly string[] => (holds ? [part] : []);

function wordParts({ terms, shares, cosine = 0 }: Facts, { near }: Subject): readonly string[] {
  const isBeside = near.some((other) => other !== undefined) && (shares.words ?? 0) > 0;
  return [
    ...when(terms.length > 0, `has the words ${terms.join(', ')}`),
    ...when(
      terms.length === 0 && isBeside,
      'stands beside memories that have words of the question',
    ),
    ...when(cosine >= nearInMeaning, `is near in meaning (${cosine.toFixed(2)})`),
  ];
}

function askedParts(
  { entities, shares }: Facts,
  { found }: Subject,
  { question }: Scene,
): readonly string[] {
  return [
    ...when(entities.length > 0, `is about ${entities.map(({ name }) => name).join(', ')}`),
    ...when(shares.kind !== undefined, `is a ${found.node.kind}, as asked`),
    ...when(
      shares.period !== undefined,
      `is of the time asked for (${question.period?.text ?? ''})`,
    ),
  ];
}

const placeParts = ({ repliesTo, through, latest }: Facts): readonly string[] => [
  ...when(repliesTo !== undefined, `follows a question that asks the same (${repliesTo ?? ''})`),
  ...through.map(({ memory, entity }) => `shares ${entity} with ${memory}`),
  ...when(latest, 'is one of the latest'),
];
