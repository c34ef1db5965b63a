import type { ChangeSet, Requirement } from '../../model/change-set.ts';
import type { NodeKind } from '../../model/kind.ts';

/** What one statement may hold: a single statement of an atomic call, and one of many. */
const rowLimits = { alone: 2000, oneOfMany: 500 } as const;

/** About a megabyte and a half of text in one statement. */
const byteLimit = 1_500_000;

export function rowsOf(changeSet: ChangeSet): number {
  const { entities, nodes, links, transitions, reindexed } = changeSet;
  const aliases = entities.reduce((sum, { aliases: names }) => sum + names.length, 0);
  const others = nodes.length + links.length + transitions.length + reindexed.length;
  return entities.length + aliases + others;
}

export const bytesOf = (changeSet: ChangeSet): number => JSON.stringify(changeSet).length;

/** Puts change sets into statements in order: a new one begins where the former is full or must be carried out first. */
class Packing {
  readonly statements: ChangeSet[][] = [];
  readonly #rowLimit: number;
  #rows = 0;
  #bytes = 0;

  constructor(rowLimit: number) {
    this.#rowLimit = rowLimit;
  }

  /** Adds a change set and tells whether a new statement begins with it. */
  add(changeSet: ChangeSet, mustBeginAnew: boolean): void {
    const rows = rowsOf(changeSet);
    const bytes = bytesOf(changeSet);
    const last = this.statements.at(-1);
    if (last === undefined || mustBeginAnew || this.isFullWith(rows, bytes)) {
      this.statements.push([changeSet]);
      this.#rows = rows;
      this.#bytes = bytes;
      return;
    }
    last.push(changeSet);
    this.#rows += rows;
    this.#bytes += bytes;
  }

  isFullWith(rows: number, bytes: number): boolean {
    return this.#rows + rows > this.#rowLimit || this.#bytes + bytes > byteLimit;
  }
}

/**
 * Statements of change sets that each stand alone. All of a statement's checks come before its writes, so no two of its change
 * sets may name the same memory where one of them makes or changes it; entities that are only named are exempt.
 */
export function statementsOfEach(
  changeSets: readonly ChangeSet[],
): readonly (readonly ChangeSet[])[] {
  const packing = new Packing(rowLimits.oneOfMany);
  let earlier = new Touched();
  for (const changeSet of changeSets) {
    const touched = touchedBy(changeSet);
    const count = packing.statements.length;
    packing.add(changeSet, earlier.collidesWith(touched));
    if (packing.statements.length > count) earlier = new Touched();
    earlier.include(touched);
  }
  return packing.statements;
}

export interface TouchedIds {
  readonly space: string;
  readonly changed: readonly string[];
  readonly read: readonly string[];
  /** Entities that may be made; naming one twice is no collision. */
  readonly entities: readonly string[];
  /** What must be there before the writing. */
  readonly needed: readonly string[];
}

export function touchedBy(changeSet: ChangeSet): TouchedIds {
  const { space, requires, entities, nodes, links, transitions, tallies, reindexed } = changeSet;
  const aliases = aliasIdsOf(changeSet);
  const ends = links.flatMap(({ from, to }) => [from, to]);
  const needed = [...requires.map(({ id }) => id), ...ends, ...aliases];
  const entityIds = entities.map(({ id }) => id);
  const about = nodes.flatMap((node) => node.about);
  return {
    space,
    changed: [
      ...nodes.map(({ record }) => record.id),
      ...transitions.map(({ id }) => id),
      ...reindexed.map(({ record }) => record.id),
      ...links.filter(({ type }) => type === 'SUPERSEDES').map(({ to }) => to),
      ...evidencedPatterns(changeSet),
      ...entities.filter(({ update }) => update !== undefined).map(({ id }) => id),
      ...aliases,
    ],
    read: [...needed, ...tallies, ...entityIds, ...about],
    entities: entityIds,
    needed,
  };
}

const aliasIdsOf = ({ entities }: ChangeSet): readonly string[] =>
  entities.flatMap(({ aliases }) => aliases.map(({ id }) => id));

const evidencedPatterns = ({ links }: ChangeSet): readonly string[] =>
  links.filter(({ type }) => type === 'LEARNED_FROM').map(({ from }) => from);

/** The ids that some change sets make, change or need. */
export class Touched {
  readonly #changed = new Set<string>();
  readonly #read = new Set<string>();
  readonly #entities = new Set<string>();

  include({ space, changed, read, entities }: TouchedIds): void {
    for (const id of changed) this.#changed.add(keyOf(space, id));
    for (const id of read) this.#read.add(keyOf(space, id));
    for (const id of entities) this.#entities.add(keyOf(space, id));
  }

  collidesWith({ space, changed, read, needed }: TouchedIds): boolean {
    return (
      [...changed, ...read].some((id) => this.#changed.has(keyOf(space, id))) ||
      changed.some((id) => this.#read.has(keyOf(space, id))) ||
      needed.some((id) => this.#entities.has(keyOf(space, id)))
    );
  }
}

const keyOf = (space: string, id: string): string => `${id}\n${space}`;

/**
 * Statements of change sets that are applied together, each statement one unit. What an earlier change set makes is no longer
 * required of the store. Within a unit all rows of a sort are applied together, so a change set whose answer depends on a later
 * sort of an earlier one begins a new statement.
 */
export function statementsTogether(
  changeSets: readonly ChangeSet[],
): readonly (readonly ChangeSet[])[] {
  const alone = packTogether(changeSets, rowLimits.alone);
  return alone.length <= 1 ? alone : packTogether(changeSets, rowLimits.oneOfMany);
}

function packTogether(
  changeSets: readonly ChangeSet[],
  rowLimit: number,
): readonly (readonly ChangeSet[])[] {
  const packing = new Packing(rowLimit);
  const made = new Map<string, readonly NodeKind[]>();
  let earlier = new Applied();
  for (const changeSet of changeSets) {
    const requires = changeSet.requires.filter((need) => !isMade(made, changeSet.space, need));
    const count = packing.statements.length;
    packing.add({ ...changeSet, requires }, earlier.mustComeBefore({ ...changeSet, requires }));
    if (packing.statements.length > count) earlier = new Applied();
    earlier.include(changeSet);
    for (const [id, kinds] of madeBy(changeSet)) made.set(keyOf(changeSet.space, id), kinds);
  }
  return packing.statements;
}

/** With every kind it may turn out to have: the name of an entity may be known as an alias. */
function madeBy(changeSet: ChangeSet): readonly (readonly [string, readonly NodeKind[]])[] {
  const entityIds = [...changeSet.entities.map(({ id }) => id), ...aliasIdsOf(changeSet)];
  return [
    ...changeSet.nodes.map(({ record }) => [record.id, [record.kind]] as const),
    ...entityIds.map((id) => [id, ['entity', 'alias']] as const),
  ];
}

function isMade(
  made: ReadonlyMap<string, readonly NodeKind[]>,
  space: string,
  { id, kinds }: Requirement,
): boolean {
  return made.get(keyOf(space, id))?.every((kind) => kinds.includes(kind)) ?? false;
}

/** What the change sets of one unit do that a later one may have to wait for. */
class Applied {
  #space: string | undefined;
  readonly #nodes = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #transitions = new Set<string>();
  readonly #tallies = new Set<string>();

  include(changeSet: ChangeSet): void {
    this.#space = changeSet.space;
    for (const { record } of changeSet.nodes)
      this.#nodes.set(record.id, contentOf(record.kind, record.fingerprint));
    for (const { id } of changeSet.entities) this.#names.add(id);
    for (const id of aliasIdsOf(changeSet)) this.#names.add(id);
    for (const { id } of changeSet.transitions) this.#transitions.add(id);
    for (const id of changeSet.tallies) this.#tallies.add(id);
  }

  mustComeBefore(changeSet: ChangeSet): boolean {
    return (
      (this.#space !== undefined && this.#space !== changeSet.space) ||
      changeSet.requires.some(({ id }) => this.#nodes.has(id) || this.#names.has(id)) ||
      changeSet.nodes.some(({ record }) => this.#differs(record)) ||
      changeSet.links.some(({ type, to }) => type === 'SUPERSEDES' && this.#transitions.has(to)) ||
      [...changeSet.tallies, ...evidencedPatterns(changeSet)].some((id) => this.#tallies.has(id)) ||
      this.#takesNameOf(changeSet)
    );
  }

  #differs({ id, kind, fingerprint }: ChangeSet['nodes'][number]['record']): boolean {
    const known = this.#nodes.get(id);
    if (known === undefined) return false;
    return fingerprint === undefined
      ? !known.startsWith(`${kind} `)
      : known !== contentOf(kind, fingerprint);
  }

  #takesNameOf({ entities }: ChangeSet): boolean {
    return entities.some(
      ({ update, aliases }) =>
        update !== undefined && aliases.some(({ id }) => this.#names.has(id)),
    );
  }
}

const contentOf = (kind: NodeKind, fingerprint = ''): string => `${kind} ${fingerprint}`;
