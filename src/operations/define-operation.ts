import type * as z from 'zod';

import type { Costed } from '../engine/engine.ts';
import type { Reads } from '../engine/reads.ts';
import type { ChangeSet, Written } from '../model/change-set.ts';
import type { Instant } from '../model/instant.ts';

/** What an operation wants to be written: a change set without its id and space, its memories not analysed yet. */
export type Draft = Omit<ChangeSet, 'id' | 'space'>;

export const emptyDraft: Draft = {
  requires: [],
  entities: [],
  nodes: [],
  links: [],
  transitions: [],
  tallies: [],
  reindexed: [],
};

/** What a write operation makes of its input: what to write, and how to read the outcome. */
export interface Plan<Answer> {
  readonly draft: Draft;
  readonly answer: (outcome: Written) => Answer;
  /** What `requires` asks for, for the sentence of a `NodeNotFoundError`. Default: node. */
  readonly wanted?: string;
}

/** An operation that writes: it compiles to a change set and never meets an engine. */
export interface WriteOperation<Schema extends z.ZodType, Answer> {
  readonly name: string;
  readonly summary: string;
  readonly access: 'write';
  readonly input: Schema;
  /** What it answers, its receipt aside. */
  readonly output: z.ZodType<Answer>;
  /** `createdAt` is the time of storing; defaults such as `occurredAt` come from it. */
  readonly compile: (input: z.output<Schema>, createdAt: Instant) => Plan<Answer>;
}

/** Answers the read shapes within one space. */
export interface Reader {
  readonly space: string;
  readonly now: Instant;
  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Omit<Reads[Shape]['input'], 'space'>,
  ): Promise<Costed<Reads[Shape]['output']>>;
}

/** An operation that reads. */
export interface ReadOperation<Schema extends z.ZodType, Answer> {
  readonly name: string;
  readonly summary: string;
  readonly access: 'read';
  readonly input: Schema;
  readonly run: (input: z.output<Schema>, reader: Reader) => Promise<Costed<Answer>>;
}

/** Names an operation that writes and infers its types. */
export const defineWrite = <Schema extends z.ZodType, Answer>(
  operation: Omit<WriteOperation<Schema, Answer>, 'access'>,
): WriteOperation<Schema, Answer> => ({ ...operation, access: 'write' });

/** What a read answers, its receipt aside; reads that are only steps of others have none. */
export interface Answering<Answer> {
  readonly output: z.ZodType<Answer>;
}

type ReadFields<Schema extends z.ZodType, Answer> = Omit<ReadOperation<Schema, Answer>, 'access'>;

/** Names an operation that reads and infers its types. */
export function defineRead<Schema extends z.ZodType, Answer>(
  operation: ReadFields<Schema, Answer> & Answering<Answer>,
): ReadOperation<Schema, Answer> & Answering<Answer>;
export function defineRead<Schema extends z.ZodType, Answer>(
  operation: ReadFields<Schema, Answer>,
): ReadOperation<Schema, Answer>;
export function defineRead<Schema extends z.ZodType, Answer>(
  operation: ReadFields<Schema, Answer>,
): ReadOperation<Schema, Answer> {
  return { ...operation, access: 'read' };
}
