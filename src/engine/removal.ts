import type { NodeKind } from '../model/kind.ts';

/** Which nodes to remove; always within one space. */
export type RemovalSelector =
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** The entity (or the entity of this alias), its aliases, and every memory about it. */
  | { readonly by: 'entity'; readonly id: string }
  /** Every memory that happened before this instant. */
  | { readonly by: 'before'; readonly before: string }
  | { readonly by: 'space' };

/** One step of forgetting. */
export interface Removal {
  readonly space: string;
  readonly selector: RemovalSelector;
  /** At most this many nodes in this step, in order of id; entities that were selected `by: 'entity'` go in the last step. */
  readonly limit: number;
  readonly dryRun: boolean;
}

export interface RemovalReport {
  /** In order of id. */
  readonly nodes: readonly { readonly id: string; readonly kind: NodeKind }[];
  /** Every link that had an end among them, in order of (from, type, to). */
  readonly links: readonly { readonly from: string; readonly type: string; readonly to: string }[];
  /** Ids of memories that are in force again, or are now superseded by another, because their superseder is gone. */
  readonly restored: readonly string[];
  /** True when more nodes are selected than `limit`. */
  readonly more: boolean;
}
