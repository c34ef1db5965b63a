import type { ChangeSet } from '../../../model/change-set.ts';
import type { NodeRecord } from '../../../model/node-record.ts';
import type { Connection } from '../connection.ts';
import { refreshField, rowsFollowing, type SessionPlace } from '../field.ts';
import { findMark, insertNode, type NewNode, type StoredMark } from '../nodes-table.ts';

/** A change set on its way into one connection, with what has been looked up for it. */
export class Unit {
  readonly connection: Connection;
  readonly changeSet: ChangeSet;
  readonly space: string;
  readonly id: string;
  readonly #marks = new Map<string, StoredMark | undefined>();
  readonly #staleFields = new Set<number>();

  constructor(connection: Connection, changeSet: ChangeSet) {
    this.connection = connection;
    this.changeSet = changeSet;
    this.space = changeSet.space;
    this.id = changeSet.id;
  }

  /** What is stored under an id, an alias as itself. */
  find(id: string): StoredMark | undefined {
    const known = this.#marks.get(id);
    if (known !== undefined || this.#marks.has(id)) return known;
    const found = findMark(this.connection, this.space, id);
    this.#marks.set(id, found);
    return found;
  }

  /** What is stored under an id, an alias as its entity. */
  resolve(id: string): StoredMark | undefined {
    const found = this.find(id);
    return found?.kind === 'alias' && found.target !== null ? this.find(found.target) : found;
  }

  /** Stores a node under an id that is free; of a memory also its session and the version of its analysis. */
  insert(
    record: NodeRecord,
    memory: Pick<NewNode, 'session' | 'analysis'> = { session: null, analysis: null },
  ): StoredMark {
    const given = { space: this.space, record, writtenBy: this.id, ...memory };
    const mark = insertNode(this.connection, given);
    this.#marks.set(record.id, mark);
    return mark;
  }

  /** Remembers whose fields take terms over from a place in a session, where something has come or changed. */
  changedAt(place: SessionPlace): void {
    for (const row of rowsFollowing(this.connection, place)) this.#staleFields.add(row);
  }

  /** Remembers that a memory has come into its session. */
  joined(row: number, place: SessionPlace): void {
    this.#staleFields.add(row);
    this.changedAt(place);
  }

  /** Each once and in order of row: the index of words writes what it has collected whenever a row comes before the last one. */
  refreshFields(): void {
    for (const row of [...this.#staleFields].toSorted((a, b) => a - b))
      refreshField(this.connection, row);
    this.#staleFields.clear();
  }

  /** To be called when something stored under the id was changed. */
  forget(id: string): void {
    this.#marks.delete(id);
  }
}
