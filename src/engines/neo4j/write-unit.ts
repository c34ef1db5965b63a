import type {
  ChangeSet,
  EntityRow,
  LinkRow,
  NodeRow,
  ReindexedRow,
  Transition,
} from '../../model/change-set.ts';
import { isKnownLinkType } from '../../model/link-type.ts';
import type { NodeRecord } from '../../model/node-record.ts';
import type { Parameter, ParameterMap } from './parameter.ts';
import { fieldProperties, labelsOf, storedProperties, toParameters } from './properties.ts';

/** Where the rows of one change set stand in the statement, in the order of the change set. */
export interface Places {
  readonly requires: readonly number[];
  readonly entities: readonly number[];
  readonly nodes: readonly number[];
  readonly links: readonly number[];
  readonly transitions: readonly number[];
  readonly tallies: readonly number[];
}

/** Change sets that are applied together or not at all, as rows of the write statement. */
export interface WriteUnit {
  readonly changeSets: readonly ChangeSet[];
  /** One for each change set. */
  readonly places: readonly Places[];
  readonly parameters: ParameterMap;
}

interface Placed<Row> {
  readonly row: Row;
  readonly place: number;
  readonly by: string;
}

/** Gives every row of a statement a number of its own. */
export class RowNumbers {
  #last = 0;

  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

/** Makes one unit of change sets of one space; `numbers` is shared by the units of a statement. */
export function toUnit(changeSets: readonly ChangeSet[], numbers: RowNumbers): WriteUnit {
  const place = <Row>(row: Row, { id }: ChangeSet): Placed<Row> => ({
    row,
    place: numbers.next(),
    by: id,
  });
  const rows = changeSets.map((changeSet) => ({
    requires: changeSet.requires.map((row) => place(row, changeSet)),
    entities: changeSet.entities.map((row) => place(row, changeSet)),
    nodes: changeSet.nodes.map((row) => place(row, changeSet)),
    links: changeSet.links.map((row) => place(row, changeSet)),
    transitions: changeSet.transitions.map((row) => place(row, changeSet)),
    tallies: changeSet.tallies.map((row) => place(row, changeSet)),
  }));
  const space = changeSets[0]?.space ?? '';
  const entities = new MergedEntities(rows.flatMap((row) => row.entities));
  return {
    changeSets,
    places: rows.map((row) => ({
      requires: placesOf(row.requires),
      entities: row.entities.map((entity) => entities.placeOf(entity)),
      nodes: placesOf(row.nodes),
      links: placesOf(row.links),
      transitions: placesOf(row.transitions),
      tallies: placesOf(row.tallies),
    })),
    parameters: {
      row: numbers.next(),
      space,
      checks: [
        ...rows.flatMap((row) => row.requires).map(toNeedCheck),
        ...rows.flatMap((row) => row.nodes).map(toNodeCheck),
        ...entities.rows.map(toEntityCheck),
      ],
      entities: entities.rows.map((row) => toEntity(space, row)),
      nodes: sortedBy(
        rows.flatMap((row) => row.nodes),
        ({ row }) => row.record.id,
      ).map((row) => toNode(space, row)),
      ...linkParameters(rows.flatMap((row) => row.links)),
      ...sessionParameters(changeSets),
      transitions: sortedBy(
        rows.flatMap((row) => row.transitions),
        ({ row }) => row.id,
      ).map(toTransition),
      tallies: rows.flatMap((row) => row.tallies).map(toTally),
    },
  };
}

function linkParameters(links: readonly Placed<LinkRow>[]): ParameterMap {
  return {
    links: sortedBy(links, ({ row }) => `${row.from}\n${row.to}`).map(toLink),
    supersessions: links.filter(({ row }) => row.type === 'SUPERSEDES').map(toSupersession),
  };
}

/** Who may join a session, and what is analysed anew. */
function sessionParameters(changeSets: readonly ChangeSet[]): ParameterMap {
  const reindexed = changeSets.flatMap((changeSet) => changeSet.reindexed);
  const space = changeSets[0]?.space ?? '';
  return {
    joins: joinsOf(
      changeSets.flatMap((changeSet) => changeSet.links),
      reindexed,
    ),
    reindexed: reindexed.map((row) => toReindexed(space, row)),
  };
}

const placesOf = (rows: readonly { readonly place: number }[]): readonly number[] =>
  rows.map(({ place }) => place);

/** Writers that take locks in one order do not block each other; rows with the same key keep their order. */
function sortedBy<Row>(rows: readonly Row[], key: (row: Row) => string): readonly Row[] {
  return rows.toSorted((a, b) => compareText(key(a), key(b)));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The entities of a unit: one that several change sets only name is sent once. */
class MergedEntities {
  readonly rows: readonly Placed<EntityRow>[];
  readonly #firsts = new Map<string, number>();

  constructor(all: readonly Placed<EntityRow>[]) {
    const kept = all.filter((entity) => {
      if (!isPlain(entity.row)) return true;
      if (this.#firsts.has(entity.row.id)) return false;
      this.#firsts.set(entity.row.id, entity.place);
      return true;
    });
    this.rows = orderMatters(kept) ? kept : sortedBy(kept, ({ row }) => row.id);
  }

  placeOf({ row, place }: Placed<EntityRow>): number {
    return isPlain(row) ? (this.#firsts.get(row.id) ?? place) : place;
  }
}

const isPlain = (row: EntityRow): boolean => row.aliases.length === 0 && row.update === undefined;

/** An alias that is also another row's name goes to whoever comes first, as it would without sorting. */
function orderMatters(rows: readonly Placed<EntityRow>[]): boolean {
  const names = rows.flatMap(({ row }) => [row.id, ...row.aliases.map((alias) => alias.id)]);
  return rows.some(({ row }) => row.aliases.length > 0) && new Set(names).size < names.length;
}

function toNeedCheck({ row, place }: Placed<ChangeSet['requires'][number]>): Parameter {
  return { row: place, id: row.id, kinds: row.kinds, isNeeded: true };
}

function toNodeCheck({ row: { record }, place }: Placed<NodeRow>): Parameter {
  const { id, kind, fingerprint = null } = record;
  return { row: place, id, kinds: [kind], fingerprint };
}

function toEntityCheck({ row, place }: Placed<EntityRow>): Parameter {
  return { row: place, id: row.id, kinds: ['entity', 'alias'] };
}

function toEntity(space: string, { row, place, by }: Placed<EntityRow>): Parameter {
  return {
    row: place,
    by,
    id: row.id,
    properties: storedProperties(space, row.record),
    aliases: row.aliases.map((alias) => toAlias(space, alias)),
    update:
      row.update === undefined
        ? null
        : { description: row.update.description ?? null, type: row.update.type ?? null },
  };
}

function toAlias(space: string, record: NodeRecord): Parameter {
  return { id: record.id, properties: storedProperties(space, record) };
}

function toNode(space: string, { row, place, by }: Placed<NodeRow>): Parameter {
  const { record, about, analysis } = row;
  const field = analysis && fieldProperties(space, record, { about, analysis });
  return {
    row: place,
    by,
    id: record.id,
    properties: { ...storedProperties(space, record), ...field },
    labels: labelsOf(record.kind),
    about,
  };
}

function toLink({ row, place, by }: Placed<LinkRow>): Parameter {
  return {
    row: place,
    by,
    from: row.from,
    type: row.type,
    to: row.to,
    isOther: !isKnownLinkType(row.type),
    properties: row.properties === undefined ? {} : { properties: row.properties },
  };
}

/** Who may join a session: a memory belongs to the first one that it is linked to. */
function joinsOf(links: readonly LinkRow[], reindexed: readonly ReindexedRow[]): Parameter {
  const joins = new Map<string, string>();
  const join = (id: string, session: string | undefined): void => {
    if (session !== undefined && !joins.has(id)) joins.set(id, session);
  };
  for (const { from, type, to } of links) if (type === 'DURING') join(from, to);
  for (const { record, session } of reindexed) join(record.id, session);
  return [...joins].map(([id, session]) => ({ id, session }));
}

function toReindexed(space: string, { record, about, analysis }: ReindexedRow): Parameter {
  return {
    id: record.id,
    status: record.status ?? null,
    field: fieldProperties(space, record, { about, analysis }) ?? {},
  };
}

function toSupersession({ row, place }: Placed<LinkRow>): Parameter {
  return { row: place, from: row.from, to: row.to };
}

function toTransition({ row, place, by }: Placed<Transition>): Parameter {
  return {
    row: place,
    by,
    id: row.id,
    from: row.from,
    set: toParameters(row.set),
    terms: row.terms === undefined ? null : row.terms.join(' '),
    outcome: row.set.outcome ?? '',
  };
}

function toTally({ row, place }: Placed<string>): Parameter {
  return { row: place, id: row };
}
