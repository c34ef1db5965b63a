import type { LinkRow, NodeRow, Tally, Written } from '../model/change-set.ts';
import { fingerprint, newId, patternId } from '../model/identity.ts';
import type { Instant } from '../model/instant.ts';
import { memoryKinds } from '../model/kind.ts';
import { patternStrength } from '../model/strength.ts';
import { memoryRecord, type StoredMemory, storedMemory, surroundings } from './compile-memory.ts';
import { defineWrite, emptyDraft, type Plan } from './define-operation.ts';
import { patternInput, type PatternInput } from './memory-fields.ts';

export interface StoredPattern extends StoredMemory {
  /** From 0 to below 1; see `patternStrength`. */
  readonly strength: number;
  /** How many memories show it, and when the latest happened. */
  readonly evidence: { readonly count: number; readonly lastAt?: Instant };
}

export const recordPattern = defineWrite({
  name: 'recordPattern',
  summary: 'Record that something happens again and again; each call adds evidence',
  input: patternInput,
  compile: compilePattern,
});

/** A pattern is known by its statement and domain; its strength is counted from its evidence, so a re-send cannot raise it. */
export function compilePattern(input: PatternInput, createdAt: Instant): Plan<StoredPattern> {
  const { id: _ofEvidence, evidence, sessionId, ...shared } = input;
  const id = patternId(input.domain, input.content);
  const written = evidence === undefined ? [evidenceNote(input, createdAt)] : [];
  const witnesses = evidence ?? written.map((note) => note.record.id);
  const session = sessionId === undefined ? {} : { sessionId };
  const around = surroundings(id, { ...shared, ...session }, createdAt);
  const pattern: NodeRow = {
    record: memoryRecord(id, { ...shared, kind: 'pattern' }, createdAt),
    about: around.entities.map((entity) => entity.id),
  };
  const proof: readonly LinkRow[] = witnesses.map((witness) => ({
    from: id,
    type: 'LEARNED_FROM',
    to: witness,
  }));
  return {
    draft: {
      ...emptyDraft,
      entities: around.entities,
      nodes: [pattern, ...written],
      links: [...around.links, ...proof],
      requires: [
        ...around.requires,
        ...(evidence ?? []).map((witness) => ({ id: witness, kinds: memoryKinds })),
      ],
      tallies: [id],
    },
    answer: (outcome) => storedPattern(pattern, around.entities, { outcome, now: createdAt }),
  };
}

/** The note that a pattern without evidence brings along: it carries the caller's id. */
function evidenceNote(input: PatternInput, createdAt: Instant): NodeRow {
  const { content, domain, occurredAt, entities } = input;
  const note = {
    kind: 'note' as const,
    content,
    ...(domain === undefined ? {} : { domain }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(entities === undefined ? {} : { entities }),
  };
  const id = input.id ?? newId();
  return {
    record: {
      ...memoryRecord(id, note, createdAt),
      fingerprint: fingerprint({ ...note, evidence: true }),
    },
    about: surroundings(id, note, createdAt).entities.map((entity) => entity.id),
  };
}

interface Answered {
  readonly outcome: Written;
  readonly now: Instant;
}

function storedPattern(
  row: NodeRow,
  entities: Parameters<typeof storedMemory>[1],
  { outcome, now }: Answered,
): StoredPattern {
  const tally = outcome.tallies.find((counted) => counted.id === row.record.id) ?? {
    id: row.record.id,
    count: 0,
  };
  return { ...storedMemory(row, entities, outcome), ...measured(tally, now) };
}

/** Strength and evidence as every answer shows them. */
export function measured(
  { count, lastAt }: Tally,
  now: Instant,
): Pick<StoredPattern, 'strength' | 'evidence'> {
  return {
    strength: patternStrength(count, lastAt, now),
    evidence: { count, ...(lastAt === undefined ? {} : { lastAt }) },
  };
}
