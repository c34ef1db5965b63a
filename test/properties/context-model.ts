import type { ContextState } from 'memos-graph';

/** What is to become of a call: its answer, or the code it is refused with. */
export type Expected = { readonly kept: readonly string[] } | { readonly code: string };

export interface ModelContext {
  readonly isBatch: boolean;
  /** The batch this one joined, and so has its transaction. */
  readonly joined: ModelContext | undefined;
  readonly staged: string[];
  isClosed: boolean;
  isUsed: boolean;
  isFailed: boolean;
}

/** What session contexts promise, without any database: what is visible, what is kept, what is refused. */
export class ContextModel {
  readonly kept: string[] = [];
  readonly contexts: ModelContext[] = [];

  open(isBatch: boolean, around: ModelContext | undefined): string | undefined {
    if (around !== undefined && this.stateOf(around) === 'CLOSED') return 'CONTEXT_CLOSED';
    const joined = around?.isBatch === true ? around : undefined;
    this.contexts.push({
      isBatch: isBatch || joined !== undefined,
      joined,
      staged: [],
      isClosed: false,
      isUsed: false,
      isFailed: false,
    });
    return undefined;
  }

  stateOf(context: ModelContext): ContextState {
    if (lineOf(context).some(({ isClosed }) => isClosed)) return 'CLOSED';
    return context.isBatch && context.isUsed ? 'OPEN_TRANSACTION' : 'IDLE';
  }

  /** Why a call in this context is refused, if it is. */
  refusal(context: ModelContext | undefined): string | undefined {
    if (context === undefined) return undefined;
    if (this.stateOf(context) === 'CLOSED') return 'CONTEXT_CLOSED';
    return isFailed(context) ? 'CONTEXT_FAILED' : undefined;
  }

  /** Whether a call in this context would wait for a batch that nobody ends meanwhile. */
  mustWait(context: ModelContext | undefined): boolean {
    const own = context === undefined ? undefined : rootOf(context);
    return this.contexts.some(
      (other) =>
        other !== own && other.joined === undefined && this.stateOf(other) === 'OPEN_TRANSACTION',
    );
  }

  write(content: string, context: ModelContext | undefined): string | undefined {
    const code = this.refusal(context);
    if (code !== undefined) return code;
    use(context);
    (context?.isBatch === true ? rootOf(context).staged : this.kept).push(content);
    return undefined;
  }

  /** A write that fails by itself; a batch can only be rolled back then. */
  fail(code: string, context: ModelContext | undefined): string {
    const refused = this.refusal(context);
    if (refused !== undefined) return refused;
    use(context);
    if (context?.isBatch === true) for (const shared of lineOf(context)) shared.isFailed = true;
    return code;
  }

  visible(context: ModelContext | undefined): Expected {
    const code = this.refusal(context);
    if (code !== undefined) return { code };
    use(context);
    const staged = context === undefined ? [] : rootOf(context).staged;
    return { kept: [...this.kept, ...staged] };
  }

  commit(context: ModelContext): string | undefined {
    const code = this.refusal(context);
    if (code === 'CONTEXT_CLOSED') return code;
    context.isClosed = true;
    if (code === undefined && context.joined === undefined) this.kept.push(...context.staged);
    return code;
  }

  rollback(context: ModelContext): string | undefined {
    if (this.stateOf(context) === 'CLOSED') return 'CONTEXT_CLOSED';
    context.isClosed = true;
    // What was done in a batch cannot be taken back in part.
    if (context.joined !== undefined && (context.isUsed || context.isFailed))
      for (const shared of lineOf(context.joined)) shared.isFailed = true;
    return undefined;
  }
}

function use(context: ModelContext | undefined): void {
  if (context === undefined) return;
  for (const shared of lineOf(context)) shared.isUsed = true;
}

/** A context and the batches it is part of. */
const lineOf = (context: ModelContext): readonly ModelContext[] =>
  context.joined === undefined ? [context] : [context, ...lineOf(context.joined)];

const rootOf = (context: ModelContext): ModelContext =>
  context.joined === undefined ? context : rootOf(context.joined);

const isFailed = (context: ModelContext): boolean => lineOf(context).some((one) => one.isFailed);
