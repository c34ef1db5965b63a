import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import type { LinkRow, NodeRow, Tally, Written } from '../model/change-set.ts';
import { fingerprint, newId, patternId } from '../model/identity.ts';
import type { Instant } from '../model/instant.ts';
import { memoryKinds } from '../model/kind.ts';
import { patternStrength } from '../model/strength.ts';
import { moment } from './answer-fields.ts';
import { memoryRecord, storedFields, storedMemory, surroundings } from './compile-memory.ts';
import { defineWrite, emptyDraft, type Plan } from './define-operation.ts';
import { patternInput, type PatternInput } from './memory-fields.ts';

/** The fields that show how well a pattern is known. */
export const patternFields = {
  strength: z.number().min(0).max(1).describe('From 0 to below 1: evidence, falling with time'),
  evidence: z
    .object({ count: z.int().min(0), lastAt: moment.exactOptional() })
    .readonly()
    .describe('How many memories show it, and when the latest happened'),
};

export const storedPatternOutput = z
  .object({ ...storedFields, ...patternFields })
  .readonly()
  .meta({ id: 'StoredPattern' });

/** A pattern that is stored; its strength: see `patternStrength`. */
export type StoredPattern = z.output<typeof storedPatternOutput>;

export const recordPattern = defineWrite({
  name: 'recordPattern',
  summary: 'Record that something happens again and again; each call adds evidence',
  input: patternInput,
  output: storedPatternOutput,
  compile: compilePattern,
});

/** A pattern is known by its statement and domain; its strength is counted from its evidence, so a re-send cannot raise it. */
export function compilePattern(input: PatternInput, createdAt: Instant): Plan<StoredPattern> {
  const { id: ownId, evidence = [], ...shared } = input;
  const id = patternId(input.domain, input.content);
  refuseItself(id, evidence);
  const around = surroundings({ id, kind: 'pattern' }, shared, createdAt);
  const record = memoryRecord(id, { ...shared, kind: 'pattern' }, createdAt);
  const notes = evidence.length === 0 ? [evidenceNote(ownId ?? newId(), input, createdAt)] : [];
  const witnesses = [...evidence, ...notes.map((note) => note.row.record.id)];
  // A known pattern may be about something new; so its entities are linked, not given with the node.
  const about = around.entities.map((entity) => ({ from: id, type: 'ABOUT', to: entity.id }));
  const proof = witnesses.map((witness) => ({ from: id, type: 'LEARNED_FROM', to: witness }));
  return {
    draft: {
      ...emptyDraft,
      entities: around.entities,
      nodes: [{ record, about: [] }, ...notes.map((note) => note.row)],
      links: [...about, ...around.links, ...proof, ...notes.flatMap((note) => note.links)],
      requires: [
        ...around.requires,
        ...evidence.map((witness) => ({ id: witness, kinds: memoryKinds })),
      ],
      tallies: [id],
    },
    answer: (outcome) => ({
      ...storedMemory({ record, about: [] }, around.entities, outcome),
      ...measured(tallyOf(id, outcome), createdAt),
    }),
  };
}

function refuseItself(id: string, evidence: readonly string[]): void {
  if (!evidence.includes(id)) return;
  throw new InvalidInputError(
    'evidence',
    `Expected \`evidence\` to be other memories, got the pattern ${JSON.stringify(id)} itself`,
  );
}

const tallyOf = (id: string, { tallies }: Written): Tally =>
  tallies.find((tally) => tally.id === id) ?? { id, count: 0 };

interface Evidence {
  readonly row: NodeRow;
  readonly links: readonly LinkRow[];
}

/** The note that a pattern without evidence brings along: it carries the caller's id. */
function evidenceNote(id: string, input: PatternInput, createdAt: Instant): Evidence {
  const { content, domain, occurredAt, entities, sessionId } = input;
  const { id: _own, ...given } = input;
  const note = {
    kind: 'note' as const,
    content,
    ...(domain === undefined ? {} : { domain }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
  const around = surroundings(
    { id, kind: 'note' },
    {
      ...(entities === undefined ? {} : { entities }),
      ...(sessionId === undefined ? {} : { sessionId }),
    },
    createdAt,
  );
  return {
    row: {
      record: {
        ...memoryRecord(id, note, createdAt),
        fingerprint: fingerprint({ ...given, kind: 'pattern' }),
      },
      about: around.entities.map((entity) => entity.id),
    },
    links: around.links,
  };
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
