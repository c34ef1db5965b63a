import type { Tally } from '../model/change-set.ts';
import type { Instant } from '../model/instant.ts';
import type { MemoryKind, NodeKind } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';

/** The read shapes of the port, by name: what each takes and what it answers. */
export interface Reads {
  readonly nodes: { readonly input: NodesInput; readonly output: readonly NodeDetail[] };
  readonly list: { readonly input: ListInput; readonly output: readonly NodeDetail[] };
  readonly entityContext: {
    readonly input: EntityContextInput;
    readonly output: EntityContext | null;
  };
  readonly neighbourhood: {
    readonly input: NeighbourhoodInput;
    readonly output: Neighbourhood | null;
  };
  readonly search: { readonly input: SearchInput; readonly output: readonly Candidate[] };
  readonly review: { readonly input: ReviewInput; readonly output: Review };
  readonly sample: { readonly input: SampleInput; readonly output: readonly SampledMemory[] };
  readonly outdated: {
    readonly input: OutdatedInput & { readonly limit: number };
    readonly output: readonly OutdatedMemory[];
  };
  readonly outdatedCount: { readonly input: OutdatedInput; readonly output: number };
  readonly exportPage: { readonly input: ExportInput; readonly output: readonly ExportedNode[] };
  readonly statistics: { readonly input: { readonly space: string }; readonly output: Statistics };
}

export interface EntityRef {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
}

/** A link seen from one of its ends. */
export interface LinkRef {
  readonly type: string;
  readonly direction: 'out' | 'in';
  /** The id of the other end. */
  readonly id: string;
  readonly properties?: string;
}

/** A node with what lies around it. */
export interface NodeDetail {
  readonly node: NodeRecord;
  /** What a memory is about, by name; at most 256. For an entity: empty. */
  readonly entities: readonly EntityRef[];
  /** Links other than ABOUT, in order of (type, direction, id); at most `linksShown`. */
  readonly links: readonly LinkRef[];
  /** For an entity: its other names, sorted. */
  readonly aliases: readonly string[];
  /** For a pattern: its evidence. */
  readonly tally?: Tally;
}

/** How many links a `NodeDetail` shows at most. */
export const linksShown = 50;

/** Answers the nodes that are there, in the order of `ids`; the id of an alias answers its entity. */
export interface NodesInput {
  readonly space: string;
  readonly ids: readonly string[];
}

/** Filters that hold for memories wherever they are read. */
export interface MemoryFilter {
  readonly kinds: readonly MemoryKind[];
  readonly domain?: string;
  /** About at least one of these entities (or aliases). */
  readonly entities?: readonly string[];
  /** Occurred at or after. */
  readonly since?: Instant;
  /** Occurred before. */
  readonly until?: Instant;
  /** Valid at this instant: `validFrom <= asOf` and (no `validTo`, or `validTo > asOf`). */
  readonly asOf?: Instant;
  /** Not ended at this instant: no `validTo`, or `validTo > inForceAt`. */
  readonly inForceAt?: Instant;
}

export type ListOrder = 'newest' | 'oldest' | 'due';

/** Lists memories by `orderKey`, or commitments by `dueKey` (order `due`, only with kinds `['commitment']`). */
export interface ListInput extends MemoryFilter {
  readonly space: string;
  readonly status?: string;
  readonly order: ListOrder;
  readonly limit: number;
  /** The key of the last one seen: `orderKey`, or `dueKey` when the order is `due`. Only what comes after it is answered. */
  readonly after?: string;
}

export interface EntityContextInput {
  readonly space: string;
  /** The id of the entity or of one of its aliases. */
  readonly id: string;
  /** How many of the latest memories about it. */
  readonly limit: number;
}

export interface EntityContext {
  readonly entity: NodeDetail;
  /** The latest first. */
  readonly memories: readonly NodeDetail[];
  /** How many memories are about it in all. */
  readonly memoryCount: number;
}

/** One link type to follow; direction as seen from the node that is being left. */
export interface Step {
  readonly type: string;
  readonly direction: 'out' | 'in';
}

/** The part of the graph that is reached from a node in at most `depth` steps, breadth first. */
export interface NeighbourhoodInput {
  readonly space: string;
  readonly id: string;
  /** Absent: every link in both directions. */
  readonly steps?: readonly Step[];
  /** From 1 to `maxDepth`. */
  readonly depth: number;
  /** At most this many links are followed from one node, those with the latest other ends (by `orderKey`, then id) first. */
  readonly fan: number;
}

/** The greatest depth of a neighbourhood. */
export const maxDepth = 6;

export interface Neighbourhood {
  readonly start: NodeDetail;
  /** Every node reached, the start left out, in order of id. */
  readonly nodes: readonly NodeDetail[];
  /** Every link that was followed, once each, in order of (from, type, to). */
  readonly links: readonly { readonly from: string; readonly type: string; readonly to: string }[];
}

/** Candidates for recall, in one read; ranking is not the engine's work. */
export interface SearchInput extends MemoryFilter {
  readonly space: string;
  /**
   * Terms to look for, as the analysis makes them; empty: the latest memories that match the filters. An engine looks for the rarest
   * of them: at most eight, and in a large space none that a large share of the memories has, as long as there are others.
   */
  readonly terms: readonly string[];
  /** The words that the terms were made of, for memories of an older release, which are found by their words until they are reindexed. */
  readonly words: readonly string[];
  /** Ids of entities that may be named in the question; those that do not exist are passed over. */
  readonly named: readonly string[];
  /** How many by full text, and how many of the latest when there are no terms. */
  readonly limit: number;
  /** How many of the latest memories about each named entity; and how many text hits about the named entities, on top of `limit`. */
  readonly perEntity: number;
  /** From how many of the best text hits one hop over entities is made. */
  readonly hopFrom: number;
  /** How many of the latest memories about each entity a hop leads to. */
  readonly perHop: number;
  /** Whether all neighbours of the candidates are wanted, and not the one just before alone. */
  readonly withNeighbours: boolean;
}

/** How many places after another a memory stands in its session: -2 and -1 come before it, 1 and 2 after it. */
type Place = -2 | -1 | 1 | 2;

/** What a memory that stands beside another in its session says. */
export interface TermsBeside {
  readonly place: Place;
  /** What it passes on (`Analysis.carried`), parted by spaces. */
  readonly terms: string;
}

/** A memory that stands beside another in its session. */
export interface Neighbour {
  readonly id: string;
  readonly place: Place;
  /** Its beginning, of at most `neighbourCharacters`. */
  readonly content: string;
  readonly speaker?: string;
  readonly occurredAt: Instant;
}

/** So much of the content of a neighbour is answered. */
export const neighbourCharacters = 1000;

export interface Candidate extends NodeDetail {
  /** The session in which it was made. */
  readonly session?: string;
  /** What the two before and the two after it in its session by `orderKey` say, in order of place. */
  readonly beside: readonly TermsBeside[];
  /** Of those the one just before it, and `withNeighbours` all of them, in order of place. */
  readonly neighbours: readonly Neighbour[];
  /** What it passes on to those after it in its session (`Analysis.carried`), parted by spaces; absent for one of an older release that is not reindexed yet. */
  readonly carried?: string;
  /** Place among the full-text hits, from 0, and the engine's own score. */
  readonly text?: { readonly rank: number; readonly score: number };
  /** Named entities that it is about, by id, with its place, from 0, among what was found about them: text hits, best first, then the latest. */
  readonly named: readonly { readonly entity: string; readonly rank: number }[];
  /** Text hits with which it shares an entity. */
  readonly hops: readonly {
    readonly from: string;
    readonly entity: string;
    readonly rank: number;
  }[];
  /** Place among the latest, from 0, when there were no terms. */
  readonly recent?: number;
}

/** What reflection looks at; every list is bounded by `limit`. */
export interface ReviewInput {
  readonly space: string;
  readonly now: Instant;
  /** Open commitments due before this are answered. */
  readonly dueBefore: Instant;
  /** Only what occurred at or after this: broken commitments and superseded decisions. */
  readonly since?: Instant;
  /** Entities whose latest memory is older than this are quiet. */
  readonly quietBefore: Instant;
  /** Only memories about this entity (or alias). */
  readonly entity?: string;
  readonly limit: number;
}

export interface Review {
  /** Open commitments with a due time before `dueBefore`, the earliest first. */
  readonly due: readonly NodeDetail[];
  /** Broken commitments, the latest first. */
  readonly broken: readonly NodeDetail[];
  /** Superseded decisions, the latest first. */
  readonly superseded: readonly NodeDetail[];
  /**
   * Entities of the latest `limit` memories that occurred before `quietBefore`, about which at least three memories are and none
   * that occurred at or after `quietBefore`; in order of id.
   */
  readonly quiet: readonly {
    readonly entity: EntityRef;
    readonly count: number;
    readonly lastAt: Instant;
    readonly lastMemory: string;
  }[];
}

/** The latest memories, in brief, for what is counted over many of them. */
export interface SampleInput {
  readonly space: string;
  /** Only those that occurred before this. */
  readonly before: Instant;
  /** Only memories about this entity (or alias). */
  readonly entity?: string;
  readonly limit: number;
}

/** So much of each text of a sampled memory is answered, or a little more. */
export const sampledCharacters = 1000;

/** A memory of a sample. */
export interface SampledMemory {
  readonly node: SampledNode;
  readonly entities: readonly EntityRef[];
  /** Links other than ABOUT, in order of (type, direction, id); at most `linksShown`. */
  readonly links: readonly SampledLink[];
}

/** The properties of a memory that are counted; its texts are cut to their beginning. */
export type SampledNode = Pick<
  NodeRecord,
  | 'id'
  | 'kind'
  | 'createdAt'
  | 'status'
  | 'content'
  | 'occurredAt'
  | 'validTo'
  | 'supersededBy'
  | 'rationale'
  | 'speaker'
  | 'to'
  | 'dueAt'
  | 'closedAt'
>;

/** A link, and until when what is at its other end was valid. */
export interface SampledLink {
  readonly type: string;
  readonly direction: 'out' | 'in';
  readonly id: string;
  readonly validTo?: Instant;
  readonly supersededBy?: string;
}

/** Memories whose analysis has another version than this one; a release that stored none has the version 0. */
export interface OutdatedInput {
  readonly space: string;
  /** The version of the analysis of this release; SQLite's index knows it by itself, and a test holds the two equal. */
  readonly version: number;
}

/** Such a memory with what its analysis needs. */
export interface OutdatedMemory {
  readonly node: NodeRecord;
  readonly entities: readonly EntityRef[];
  /** The session in which it was made. */
  readonly session?: string;
}

/**
 * A page of everything in a space, in order of id. Entities and aliases (whose ids begin with `entity_`) are asked for apart; the
 * others have among them what begins with `knowledge_`, which may be asked for alone.
 */
export interface ExportInput {
  readonly space: string;
  readonly part: 'entities' | 'others' | 'knowledge';
  /** The last id of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface ExportedNode {
  readonly node: NodeRecord;
  /** Ids of the entities that it is ABOUT by links without properties, sorted. */
  readonly about: readonly string[];
  /** Every other link that begins at it, in order of (type, to). */
  readonly links: readonly {
    readonly type: string;
    readonly to: string;
    readonly properties?: string;
  }[];
}

export interface Statistics {
  readonly nodes: Readonly<Record<NodeKind, number>>;
  readonly links: number;
}
