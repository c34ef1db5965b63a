import type { Receipt } from '../model/receipt.ts';
import type { SessionContext } from './session-context.ts';

/** What every operation takes besides its input. */
export interface CallOptions {
  /** Runs the operation in this session context. Default: the context of the surrounding callback, or none. */
  readonly session?: SessionContext;
  /** Ends every wait of the call. */
  readonly signal?: AbortSignal;
}

/** An answer, and what it cost. */
export type WithReceipt<Answer> = Answer & { readonly receipt: Receipt };

/** Only what the engine is to know. */
export function limitsOf({ signal }: Pick<CallOptions, 'signal'>): {
  readonly signal?: AbortSignal;
} {
  return signal === undefined ? {} : { signal };
}
