import * as z from 'zod';

import {
  knowledgeEntityId,
  knowledgeHeadId,
  knowledgeRelationId,
  knowledgeRelationPrefix,
} from '../model/identity.ts';
import type { Instant } from '../model/instant.ts';
import { initialStatus } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';

// A knowledge record keeps its key in `content` and its state in `summary`, both as JSON texts: JSON escapes what no database
// keeps exactly (lone surrogates, NUL), and a transition of the status from `active` to `active` replaces the state.

/** One entity of a knowledge graph. Names are exact: `Ada` and `ada` are two. */
export interface KnowledgeEntity {
  readonly name: string;
  readonly entityType: string;
  readonly observations: readonly string[];
}

/** One relation of a knowledge graph; its ends need not exist. */
export interface KnowledgeRelation {
  readonly from: string;
  readonly to: string;
  readonly relationType: string;
}

const insertionNumber = z.int().min(0);

/** An entity as it was made: one call may make several of one name, which then live and go together. */
const entityCopy = z.strictObject({
  number: insertionNumber,
  entityType: z.string(),
  observations: z.array(z.string()),
});
export type EntityCopy = z.output<typeof entityCopy>;

const entityState = z.array(entityCopy).min(1);
/** The insertion numbers of a relation: more than one when one call made it more than once. */
const relationState = z.array(insertionNumber).min(1);
const headState = z.strictObject({
  /** The highest insertion number so far. */
  last: insertionNumber,
  /** SHA-256 of the files that were taken over. */
  files: z.array(z.string()),
});
export type HeadState = z.output<typeof headState>;

const relationKey = z.tuple([z.string(), z.string(), z.string()]);

/** A stored record, read. */
export type Knowledge =
  | { readonly is: 'head'; readonly state: HeadState }
  | { readonly is: 'entity'; readonly name: string; readonly copies: readonly EntityCopy[] }
  | {
      readonly is: 'relation';
      readonly relation: KnowledgeRelation;
      readonly numbers: readonly number[];
    };

/** Reads a record; throws when it is none. */
export function readKnowledge({ id, content = 'null', summary = 'null' }: Stored): Knowledge {
  const state: unknown = JSON.parse(summary);
  const key: unknown = JSON.parse(content);
  if (id === knowledgeHeadId) return { is: 'head', state: headState.parse(state) };
  if (!id.startsWith(knowledgeRelationPrefix))
    return { is: 'entity', name: z.string().parse(key), copies: entityState.parse(state) };
  const [from, relationType, to] = relationKey.parse(key);
  return {
    is: 'relation',
    relation: { from, to, relationType },
    numbers: relationState.parse(state),
  };
}

type Stored = Pick<NodeRecord, 'id' | 'content' | 'summary'>;

/** Whether a record of an export can be read, under the id that is made of its content. */
export function isKnowledgeRecord(record: Stored): boolean {
  try {
    return knowledgeId(readKnowledge(record)) === record.id;
  } catch {
    return false;
  }
}

/** The id that a record of a knowledge graph has. */
export function knowledgeId(knowledge: Knowledge): string {
  switch (knowledge.is) {
    case 'head':
      return knowledgeHeadId;
    case 'entity':
      return knowledgeEntityId(knowledge.name);
    case 'relation':
      return relationId(knowledge.relation);
    default:
      return knowledge satisfies never;
  }
}

export const relationId = ({ from, relationType, to }: KnowledgeRelation): string =>
  knowledgeRelationId(from, relationType, to);

/** The node that holds a record. */
export function toNode(knowledge: Knowledge, createdAt: Instant): NodeRecord {
  const node = {
    id: knowledgeId(knowledge),
    kind: 'knowledge',
    status: initialStatus.knowledge,
    createdAt,
    summary: stateText(knowledge),
  } as const;
  const content = keyText(knowledge);
  return content === undefined ? node : { ...node, content };
}

function keyText(knowledge: Knowledge): string | undefined {
  if (knowledge.is === 'head') return undefined;
  if (knowledge.is === 'entity') return JSON.stringify(knowledge.name);
  const { from, relationType, to } = knowledge.relation;
  return JSON.stringify([from, relationType, to]);
}

/** The text of what may change in a record. */
export function stateText(knowledge: Knowledge): string {
  if (knowledge.is === 'head') return JSON.stringify(knowledge.state);
  return JSON.stringify(knowledge.is === 'entity' ? knowledge.copies : knowledge.numbers);
}
