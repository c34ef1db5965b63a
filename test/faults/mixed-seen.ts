import type { LeftBehind } from './faulty-memory.ts';

/** How often the heap is measured. */
export const samples = 50;

/** What a run of mixed operations says of itself. */
export interface MixedSeen {
  readonly operations: number;
  /** By the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  /** Errors that are neither ours nor the caller's own. */
  readonly strangers: readonly string[];
  readonly longestMs: number;
  readonly leakedContexts: number;
  readonly mostConnections: number;
  readonly leftBehind: LeftBehind;
  /** Bytes in use after a collection, in the order they were measured. */
  readonly heap: readonly number[];
}
