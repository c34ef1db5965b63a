import { channel } from 'node:diagnostics_channel';

import type { EngineSession } from '../engine/engine.ts';

/** How many session contexts there were. */
export interface ContextMetrics {
  readonly opened: number;
  readonly closed: number;
  /** Left open for longer than `leakAfterMs`, or given up without an end. */
  readonly leaked: number;
}

export const defaultLeakAfterMs = 60_000;

const contextChannel = channel('memos-graph:context');

/** What is known of an open context without referring to it: one that nobody refers to any more can be told from one in use. */
interface Opening {
  readonly session: EngineSession;
  readonly stack: string;
  timer?: NodeJS.Timeout;
  isReported: boolean;
}

/**
 * Counts contexts and reports each that is left open once, as a process warning of the type `MemosGraphLeakWarning` with the stack that
 * opened it. One that was garbage-collected open gives its database session back. Each step is told on the channel `memos-graph:context`
 * of `node:diagnostics_channel` as `{ event: 'opened' | 'closed' | 'leaked' }`.
 */
export class ContextLeaks {
  readonly #leakAfterMs: number;
  readonly #counts = { opened: 0, closed: 0, leaked: 0 };
  readonly #collected = new FinalizationRegistry<Opening>((opening) => {
    clearTimeout(opening.timer);
    this.#report(opening, 'was given up without commit(), rollback() or close()');
    this.#count('closed');
    opening.session.close().catch(() => {});
  });

  constructor(leakAfterMs: number) {
    this.#leakAfterMs = leakAfterMs;
  }

  get metrics(): ContextMetrics {
    return { ...this.#counts };
  }

  /** Watches a context until what this answers is called. */
  watch(context: object, session: EngineSession): () => void {
    const opening: Opening = { session, stack: stackOf(), isReported: false };
    opening.timer = setTimeout(
      () => this.#report(opening, `has been open for ${this.#leakAfterMs} ms`),
      this.#leakAfterMs,
    ).unref();
    this.#collected.register(context, opening, opening);
    this.#count('opened');
    return () => {
      clearTimeout(opening.timer);
      if (this.#collected.unregister(opening)) this.#count('closed');
    };
  }

  #report(opening: Opening, what: string): void {
    if (opening.isReported) return;
    opening.isReported = true;
    this.#count('leaked');
    process.emitWarning(
      `A session context ${what}; end it with \`await using\` or the callback form of sessionContext()`,
      { type: 'MemosGraphLeakWarning', code: 'MEMOS_GRAPH_LEAK', detail: `Opened${opening.stack}` },
    );
  }

  #count(event: 'opened' | 'closed' | 'leaked'): void {
    this.#counts[event] += 1;
    contextChannel.publish({ event });
  }
}

/** Where the caller opened the context; the first line of a stack says only that it is one. */
function stackOf(): string {
  const { stack = '' } = new Error('opened here');
  return stack.slice(stack.indexOf('\n'));
}
