import type { NodeKind } from './kind.ts';
import type { NodeRecord } from './node-record.ts';

/** One unit of writing: applied whole or not at all, and safe to apply again. */
export interface ChangeSet {
  /** Names the change set; what it creates carries it as `writtenBy`, so that sending it again gets the first answer again. */
  readonly id: string;
  readonly space: string;
  /** What must be there already, with one of the kinds; ids that this change set creates are not listed. */
  readonly requires: readonly Requirement[];
  readonly entities: readonly EntityRow[];
  readonly nodes: readonly NodeRow[];
  readonly links: readonly LinkRow[];
  readonly transitions: readonly Transition[];
  /** Ids of patterns whose evidence is counted after the writing. */
  readonly tallies: readonly string[];
  /** Memories that are there and are analysed anew; those that are gone, or have another status by now, stay as they are. */
  readonly reindexed: readonly ReindexedRow[];
}

export interface Requirement {
  readonly id: string;
  readonly kinds: readonly NodeKind[];
}

/** An entity to be made unless its name, or an alias of that name, is known. */
export interface EntityRow {
  readonly id: string;
  readonly record: NodeRecord;
  /** Other names; made only together with the entity, and left with their owner when they are taken. */
  readonly aliases: readonly NodeRecord[];
  /** Present when the caller means to change a known entity as well: then taken aliases are a conflict. */
  readonly update?: EntityUpdate;
}

export interface EntityUpdate {
  /** Replaces the description. */
  readonly description?: string;
  /** Set only while the entity has no type. */
  readonly type?: string;
}

/** A memory or a session to be made unless its id is known. */
export interface NodeRow {
  readonly record: NodeRecord;
  /** Ids of the entities (or aliases) that it is about; linked only when the node is new. */
  readonly about: readonly string[];
  /** What it is found by; every memory has one, a session has none. */
  readonly analysis?: Analysis;
}

/**
 * The terms that full text finds a memory by, made once when it is written. Besides its own, a memory is found by what the two
 * memories before it in its session (the one it was first linked to by `DURING`) carry over; the engines add and take away those.
 */
export interface Analysis {
  /** The version of the analysis that made it. */
  readonly version: number;
  /** Every term as often as it counts. Terms are lower case, have no white space and at most 64 characters. */
  readonly own: readonly string[];
  /** Those of `own` that the two next memories of its session are found by too; at most 60, each once. */
  readonly carried: readonly string[];
}

/** A stored memory with its new analysis. */
export interface ReindexedRow {
  /** As it was read for the analysis. */
  readonly record: Pick<NodeRecord, 'id' | 'kind' | 'status' | 'domain'>;
  /** Ids of the entities that it is about. */
  readonly about: readonly string[];
  /** The session it was made in, for memories that an older release stored. */
  readonly session?: string;
  readonly analysis: Analysis;
}

/**
 * A link to be made unless it is there. Its ends may be aliases and then stand for their entities. A `SUPERSEDES` link also
 * closes what it points at: the first one sets `validTo`, `supersededBy` and the status.
 */
export interface LinkRow {
  readonly from: string;
  readonly type: string;
  readonly to: string;
  /** JSON text of the caller's properties: engines cannot nest maps. */
  readonly properties?: string;
}

/** A change of status that happens only from one of the `from` states. */
export interface Transition {
  readonly id: string;
  readonly from: readonly string[];
  readonly set: { readonly status: string } & Pick<
    NodeRecord,
    'outcome' | 'closedAt' | 'endedAt' | 'summary'
  >;
  /** Terms that what is set adds to a memory's own. */
  readonly terms?: readonly string[];
}

/** What became of a change set. */
export type Outcome = Written | Refused;

export interface Written {
  readonly refused: false;
  /** Every row of `nodes`, with whether this change set created it. */
  readonly nodes: readonly { readonly id: string; readonly created: boolean }[];
  readonly entities: readonly WrittenEntity[];
  readonly links: readonly WrittenLink[];
  readonly transitions: readonly {
    readonly id: string;
    readonly applied: boolean;
    readonly status: string;
  }[];
  readonly superseded: readonly {
    readonly id: string;
    readonly by: string;
    readonly supersededBy: string;
  }[];
  readonly tallies: readonly Tally[];
}

export interface WrittenEntity {
  /** The id that was asked for. */
  readonly asked: string;
  /** The id of the entity, after following an alias. */
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly created: boolean;
  /** True when `update` or new aliases changed it. */
  readonly updated: boolean;
}

export interface WrittenLink {
  /** The ends that were asked for. */
  readonly askedFrom: string;
  readonly askedTo: string;
  readonly from: string;
  readonly type: string;
  readonly to: string;
  readonly created: boolean;
}

/** How much evidence a pattern has. */
export interface Tally {
  readonly id: string;
  readonly count: number;
  /** When the latest evidence happened; absent when there is none. */
  readonly lastAt?: string;
}

/** Nothing of the change set was applied. */
export interface Refused {
  readonly refused: true;
  /** Ids of `requires` that are not there with a fitting kind. */
  readonly missing: readonly string[];
  /** Ids of nodes that hold other content or another kind, and ids of aliases that another entity has. */
  readonly conflicting: readonly string[];
  /** Present when the change set failed with this error; then nothing of it is known to be applied. */
  readonly failure?: Error;
}
