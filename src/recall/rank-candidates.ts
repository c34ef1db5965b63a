import type { Candidate } from '../engine/reads.ts';
import { orderKey } from '../model/node-record.ts';
import { foldCase } from './analyse-query.ts';

/** Why a memory was found. */
export interface Why {
  /** Words of the question that it contains. */
  readonly terms: readonly string[];
  /** Entities named in the question that it is about. */
  readonly entities: readonly { readonly id: string; readonly name: string }[];
  /** Memories found by their words with which it shares an entity. */
  readonly through: readonly { readonly memory: string; readonly entity: string }[];
  /** True when nothing was asked for and it is one of the latest. */
  readonly latest: boolean;
  /** The same in one sentence. */
  readonly sentence: string;
}

export interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
  readonly why: Why;
}

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
const fusionConstant = 60;

/** How much each way of being found counts; the one hop over a shared entity is the weakest evidence. */
const weights = { text: 1, named: 0.8, hop: 0.3, latest: 1 } as const;

const share = (weight: number, rank: number): number =>
  (weight * (fusionConstant + 1)) / (fusionConstant + 1 + rank);

/** Orders candidates by reciprocal rank fusion of the ways they were found; a pattern stands for its evidence of the same text. */
export function rankCandidates(
  candidates: readonly Candidate[],
  terms: readonly string[],
): readonly Ranked[] {
  const ranked = candidates.map((candidate) => rankOne(candidate, terms));
  const ordered = ranked.toSorted((a, b) => b.score - a.score || (key(a) < key(b) ? 1 : -1));
  return withoutEvidenceNotes(ordered);
}

const key = ({ candidate }: Ranked): string => orderKey(candidate.node);

function rankOne(candidate: Candidate, terms: readonly string[]): Ranked {
  const words = new Set(wordsOf(candidate));
  const matched = terms.filter((term) => words.has(stripMarks(term)));
  const coverage = terms.length === 0 ? 0 : matched.length / terms.length;
  const text =
    candidate.text === undefined
      ? 0
      : share(weights.text, candidate.text.rank) * (0.25 + 0.75 * coverage);
  const named = best(candidate.named.map(({ rank }) => share(weights.named, rank)));
  const hop = best(candidate.hops.map(({ rank }) => share(weights.hop, rank)));
  const latest = candidate.recent === undefined ? 0 : share(weights.latest, candidate.recent);
  return {
    candidate,
    score: Math.round((text + named + hop + latest) * 10_000) / 10_000,
    why: explain(candidate, matched),
  };
}

/** Of a long text only the beginning is compared with the question, so that ranking never takes long. */
const comparedCharacters = 10_000;

const best = (shares: readonly number[]): number => Math.max(0, ...shares);

function wordsOf({ node, entities }: Candidate): readonly string[] {
  const texts = [
    node.content,
    node.rationale,
    node.to,
    node.speaker,
    node.outcome,
    ...(node.alternatives ?? []),
  ];
  const names = entities.map((entity) => entity.name);
  const begun = texts.map((text) => text?.slice(0, comparedCharacters));
  return stripMarks(foldCase([...begun, ...names].join(' '))).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Both engines look words up without accents. */
function stripMarks(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC');
}

function explain(candidate: Candidate, terms: readonly string[]): Why {
  const names = new Map(candidate.entities.map((entity) => [entity.id, entity.name]));
  const entities = candidate.named.map(({ entity }) => ({
    id: entity,
    name: names.get(entity) ?? entity,
  }));
  const through = candidate.hops.map(({ from, entity }) => ({
    memory: from,
    entity: names.get(entity) ?? entity,
  }));
  const latest = candidate.recent !== undefined;
  const why = { terms, entities, through, latest };
  return { ...why, sentence: sentence(why, candidate.text !== undefined) };
}

function sentence(
  { terms, entities, through, latest }: Omit<Why, 'sentence'>,
  byText: boolean,
): string {
  const parts = [
    byText && terms.length > 0 ? `has the words ${terms.join(', ')}` : '',
    byText && terms.length === 0 ? 'has words of the question' : '',
    entities.length > 0 ? `is about ${entities.map(({ name }) => name).join(', ')}` : '',
    through[0] === undefined ? '' : `shares ${through[0].entity} with ${through[0].memory}`,
    latest ? 'is one of the latest' : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** A pattern and the note that came with it as evidence say the same: the pattern stays. */
function withoutEvidenceNotes(ranked: readonly Ranked[]): readonly Ranked[] {
  const patterns = ranked.filter(({ candidate: { node } }) => node.kind === 'pattern');
  const statements = new Set(patterns.map(({ candidate: { node } }) => node.content));
  return ranked.filter(
    ({ candidate: { node } }) => node.kind !== 'note' || !statements.has(node.content),
  );
}
