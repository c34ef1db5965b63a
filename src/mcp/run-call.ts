import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';

import type { CallLimits } from '../engine/engine.ts';
import type { OpenCalls } from '../surface/open-calls.ts';
import { isUnexpected, problemOf } from '../surface/problem.ts';
import { QuestionAsked } from './ask.ts';

export interface CallSettings {
  /** How long a call may take, in milliseconds. Default: as long as the client waits. */
  readonly timeLimitMs?: number;
  /** What is being carried out, so that stopping can wait for it. */
  readonly calls: OpenCalls;
  /** Is told what only a log should say. */
  readonly log: (error: unknown) => void;
}

/** Carries out a call of a tool; what it throws becomes an answer that a model can act on. */
export async function runCall(
  { calls, timeLimitMs, log }: CallSettings,
  signal: AbortSignal,
  work: (limits: CallLimits) => Promise<CallToolResult>,
): Promise<CallToolResult | InputRequiredResult> {
  const late = timeLimitMs === undefined ? undefined : AbortSignal.timeout(timeLimitMs);
  const limits = { signal: anyOf(signal, late) };
  try {
    return await calls.run(() => work(limits));
  } catch (error) {
    if (error instanceof QuestionAsked) return error.result;
    if (isUnexpected(error)) log(error);
    if (late?.aborted === true) return failed(`It did not end within ${timeLimitMs} ms`);
    const { message, retryable } = problemOf(error);
    return failed(`${message}${retryable ? ' (trying again may help)' : ''}`);
  }
}

const anyOf = (signal: AbortSignal, late: AbortSignal | undefined): AbortSignal =>
  late === undefined ? signal : AbortSignal.any([signal, late]);

/** The answer of a tool that could not do what it was asked for. */
export const failed = (text: string): CallToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
});
