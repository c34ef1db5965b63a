import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import type { EntityRow, LinkRow, NodeRow, Requirement, Written } from '../model/change-set.ts';
import { entityId, fingerprint, newId } from '../model/identity.ts';
import { type Instant, toMilliseconds } from '../model/instant.ts';
import {
  initialStatus,
  type MemoryKind,
  memoryKinds,
  type NodeKind,
  linkableKinds,
  supersedableKinds,
} from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { kindOfMemory } from './answer-fields.ts';
import { emptyDraft, type Plan } from './define-operation.ts';
import type { EntityReference, LinkFromMemory } from './fields.ts';
import type { MemoryInput } from './memory-fields.ts';

const storedEntity = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.string().exactOptional(),
    created: z.boolean(),
    unchanged: z
      .boolean()
      .describe(
        'True when it was known already: then nothing of it was changed, whatever type, aliases or description came with it',
      ),
  })
  .readonly();

/** An entity of a stored memory. */
export type StoredEntity = z.output<typeof storedEntity>;

const supersededMemory = z
  .object({
    id: z.string(),
    applied: z
      .boolean()
      .describe(
        'False when another memory had superseded it before; the link is made all the same',
      ),
    alreadySupersededBy: z.string().exactOptional(),
  })
  .readonly();

/** What became of a memory that was to be superseded. */
export type SupersededMemory = z.output<typeof supersededMemory>;

export const storedFields = {
  id: z.string(),
  kind: kindOfMemory,
  created: z.boolean().describe('False when the same memory was there already'),
  entities: z.array(storedEntity).readonly(),
  supersedes: z
    .array(supersededMemory)
    .readonly()
    .exactOptional()
    .describe('Present when `supersedes` was given'),
};

export const storedMemoryOutput = z.object(storedFields).readonly().meta({ id: 'StoredMemory' });

/** A memory that is stored, and whether this call stored it. */
export type StoredMemory = z.output<typeof storedMemoryOutput>;

/** What every kind of memory shares in its change set. */
export interface Surroundings {
  readonly entities: readonly EntityRow[];
  readonly links: readonly LinkRow[];
  readonly requires: readonly Requirement[];
}

/** Compiles a note, a decision or a commitment. */
export function compileMemory(input: MemoryInput, createdAt: Instant): Plan<StoredMemory> {
  const { kind, id: ownId, ...given } = input;
  const id = ownId ?? newId();
  const references = [
    ...(input.entities ?? []),
    ...(input.to === undefined ? [] : [{ name: input.to }]),
  ];
  const around = surroundings({ id, kind }, { ...input, entities: references }, createdAt);
  const node: NodeRow = {
    record: {
      ...memoryRecord(id, input, createdAt),
      fingerprint: fingerprint({ kind, ...given }),
    },
    about: around.entities.map((entity) => entity.id),
  };
  return {
    draft: { ...emptyDraft, ...around, nodes: [node] },
    answer: (outcome) => storedMemory(node, around.entities, outcome),
  };
}

/** The stored form of a memory; what is superseded later gets its end then. */
export function memoryRecord(id: string, input: MemoryInput, createdAt: Instant): NodeRecord {
  const { kind, content, domain, confidence } = input;
  const { rationale, alternatives, to, dueAt, priority, speaker } = input;
  const occurredAt = input.occurredAt ?? toMilliseconds(createdAt);
  return {
    id,
    kind,
    status: initialStatus[kind],
    createdAt,
    occurredAt,
    validFrom: occurredAt,
    ...defined({
      content,
      domain,
      confidence,
      rationale,
      alternatives,
      to,
      dueAt,
      priority,
      speaker,
    }),
  };
}

/** Leaves out what was not given, so that absent stays absent in every engine. */
function defined<Value extends object>(
  properties: Value,
): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  const given: { [Key in keyof Value]?: NonNullable<Value[Key]> } = {};
  for (const key in properties) {
    const value = properties[key];
    if (value !== undefined && value !== null) given[key] = value;
  }
  return given;
}

interface WithSurroundings {
  readonly entities?: readonly EntityReference[];
  readonly links?: readonly LinkFromMemory[];
  readonly sessionId?: string;
  readonly supersedes?: readonly string[];
}

/** Entities, links and session of a memory: what to make, and what must be there. */
export function surroundings(
  { id, kind }: { readonly id: string; readonly kind: MemoryKind },
  input: WithSurroundings,
  createdAt: Instant,
): Surroundings {
  const entities = entityRows(input.entities ?? [], createdAt);
  const made = new Map<string, NodeKind>([
    ...entities.map((entity): [string, NodeKind] => [entity.id, 'entity']),
    [id, kind],
  ]);
  const given = (input.links ?? []).map((link) => linkRow(id, link));
  const replaced = (input.supersedes ?? []).map((old) => ({
    from: id,
    type: 'SUPERSEDES',
    to: old,
  }));
  const during =
    input.sessionId === undefined ? [] : [{ from: id, type: 'DURING', to: input.sessionId }];
  const links = distinctLinks([...given, ...replaced, ...during]);
  const needs = links.flatMap(endRequirements);
  for (const need of needs) refuseWrongKind(need, made.get(need.id));
  return { entities, links, requires: needs.filter((need) => !made.has(need.id)) };
}

/** What this call makes itself is not looked up, so its kind is checked here. */
function refuseWrongKind({ id, kinds }: Requirement, kind: NodeKind | undefined): void {
  if (kind === undefined || kinds.includes(kind)) return;
  throw new InvalidInputError(
    'links',
    `Expected a link that ends at a ${kinds.join(', ')}, got the ${kind} ${JSON.stringify(id)}`,
  );
}

/** Each link once, the first mention counts; two that say different things of one link are refused. */
function distinctLinks(links: readonly LinkRow[]): readonly LinkRow[] {
  const rows = new Map<string, LinkRow>();
  for (const link of links) {
    const { from, type, to, properties } = link;
    if (from === to)
      throw linkProblem('a link between two nodes', `one from ${JSON.stringify(from)} to itself`);
    const key = `${type} ${from} ${to}`;
    const first = rows.get(key);
    if (first !== undefined && properties !== undefined && properties !== first.properties) {
      throw linkProblem(
        'each link once',
        `${type} to ${JSON.stringify(to)} twice with other properties`,
      );
    }
    if (first === undefined) rows.set(key, link);
  }
  return [...rows.values()];
}

function linkProblem(wanted: string, got: string): InvalidInputError {
  return new InvalidInputError('links', `Expected \`links\` to have ${wanted}, got ${got}`);
}

interface EndKinds {
  readonly from: readonly NodeKind[];
  readonly to: readonly NodeKind[];
}

/** The link types whose meaning asks for certain ends; any other may join any two nodes. */
const endKinds: Readonly<Record<string, EndKinds>> = {
  ABOUT: { from: memoryKinds, to: ['entity', 'alias'] },
  DURING: { from: linkableKinds, to: ['session'] },
  SUPERSEDES: { from: supersedableKinds, to: supersedableKinds },
};

/** What the ends of a link must be. */
export function endRequirements({ from, type, to }: LinkRow): readonly Requirement[] {
  const kinds = Object.hasOwn(endKinds, type) ? endKinds[type] : undefined;
  return [
    { id: from, kinds: kinds?.from ?? linkableKinds },
    { id: to, kinds: kinds?.to ?? linkableKinds },
  ];
}

function linkRow(id: string, link: LinkFromMemory): LinkRow {
  const ends = 'to' in link ? { from: id, to: link.to } : { from: link.from, to: id };
  return { ...ends, type: link.type, ...defined({ properties: link.properties }) };
}

/** One row an entity, the first mention of a name counts. */
function entityRows(
  references: readonly EntityReference[],
  createdAt: Instant,
): readonly EntityRow[] {
  const rows = new Map<string, EntityRow>();
  for (const reference of references) {
    const row = entityRow(reference, createdAt);
    if (!rows.has(row.id)) rows.set(row.id, row);
  }
  return [...rows.values()];
}

export function entityRow(reference: EntityReference, createdAt: Instant): EntityRow {
  const id = entityId(reference.name);
  const { type, description } = reference;
  return {
    id,
    record: {
      id,
      kind: 'entity',
      name: reference.name,
      createdAt,
      ...defined({ type, description }),
    },
    aliases: aliasRecords(id, reference.aliases ?? [], createdAt),
  };
}

function aliasRecords(
  target: string,
  names: readonly string[],
  createdAt: Instant,
): readonly NodeRecord[] {
  const records = new Map<string, NodeRecord>();
  for (const name of names) {
    const id = entityId(name);
    if (id !== target && !records.has(id))
      records.set(id, { id, kind: 'alias', name, target, createdAt });
  }
  return [...records.values()];
}

/** Reads the outcome of one memory. */
export function storedMemory(
  node: NodeRow,
  entities: readonly EntityRow[],
  outcome: Written,
): StoredMemory {
  const { id, kind } = node.record;
  const superseded = outcome.superseded.filter((row) => row.by === id);
  return {
    id,
    kind: kind as MemoryKind, // made by the compilers above, of a memory
    created: outcome.nodes.some((row) => row.id === id && row.created),
    entities: storedEntities(entities, outcome),
    ...(superseded.length === 0 ? {} : { supersedes: superseded.map(toSupersededMemory) }),
  };
}

/** The entities in the order they were given, each once even when two names mean the same. */
function storedEntities(rows: readonly EntityRow[], outcome: Written): readonly StoredEntity[] {
  const written = new Map(outcome.entities.map((entity) => [entity.asked, entity]));
  const stored = new Map<string, StoredEntity>();
  for (const { id: asked } of rows) {
    const entity = written.get(asked);
    if (entity === undefined || stored.has(entity.id)) continue;
    const { id, name, type, created } = entity;
    stored.set(id, {
      id,
      name,
      ...(type === undefined ? {} : { type }),
      created,
      unchanged: !created,
    });
  }
  return [...stored.values()];
}

function toSupersededMemory(row: Written['superseded'][number]): SupersededMemory {
  return row.supersededBy === row.by
    ? { id: row.id, applied: true }
    : { id: row.id, applied: false, alreadySupersededBy: row.supersededBy };
}
