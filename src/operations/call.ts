import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { AbortedError } from '../errors/session-errors.ts';
import type { Receipt } from '../model/receipt.ts';
import { abortSignal, isOptions, parseOptions } from './options.ts';
import type { ContextCall, SessionContext } from './session-context.ts';

/** What every operation takes besides its input. */
export interface CallOptions {
  /** Runs the operation in this session context. Default: the context of the surrounding callback, or none. */
  readonly session?: SessionContext;
  /** Ends every wait of the call. */
  readonly signal?: AbortSignal;
}

/** An answer, and what it cost. */
export type WithReceipt<Answer> = Answer & { readonly receipt: Receipt };

export const signalOptions = z.strictObject({ signal: abortSignal.exactOptional() });

export const callOptions = signalOptions.extend({
  session: z.custom<SessionContext>().exactOptional(), // whoever runs the call checks it
});

interface Limits {
  readonly signal?: AbortSignal;
}

/** Checks how a call is made, refuses one that is aborted already, and answers only what the engine is to know. */
export function limitsOf(
  options: CallOptions,
  schema: z.ZodType<CallOptions> = callOptions,
): Limits {
  const { signal } = parseOptions(schema, options);
  if (signal === undefined) return {};
  if (signal.aborted) throw new AbortedError(false, { cause: signal.reason });
  return { signal };
}

/** Where a call is made. Nothing is refused yet: a wrong option of a write fails its batch, as any wrong input does. */
export function placeOf(options: CallOptions): Pick<ContextCall, 'session' | 'signal'> {
  if (!isOptions(options)) return {};
  const { session, signal } = options;
  return { session, signal: signal instanceof AbortSignal ? signal : undefined };
}

/** Refuses an address or a password that is not a text, without showing it as the complaint of a schema would. */
export function refuseSecrets(options: {
  readonly url?: unknown;
  readonly password?: unknown;
}): void {
  for (const field of ['url', 'password'] as const) {
    if (options[field] !== undefined && typeof options[field] !== 'string')
      throw new InvalidInputError(field, `Expected \`${field}\` to be a text`);
  }
}

/** A driver has an address already. */
export function refuseBoth(url: string | undefined): void {
  if (url !== undefined) {
    throw new InvalidInputError(
      'driver',
      'Expected only one of `url` and `driver`: a driver leads to a database of its own',
    );
  }
}
