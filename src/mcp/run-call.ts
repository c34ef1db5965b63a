import { channel } from 'node:diagnostics_channel';

import {
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
  TRACEPARENT_META_KEY,
  TRACESTATE_META_KEY,
} from '@modelcontextprotocol/server';

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

/** A call of a tool, as its client sent it. */
export interface CalledTool {
  readonly tool: string;
  readonly context: ServerContext;
}

const toolChannel = channel('memos-graph:tool');

/**
 * Carries out a call of a tool; what it throws becomes an answer that a model can act on. Tells whoever listens on
 * `memos-graph:tool` of `node:diagnostics_channel` when it has ended: `{ tool, outcome, durationMs, traceparent, tracestate }`.
 */
export async function runCall(
  settings: CallSettings,
  called: CalledTool,
  work: (limits: CallLimits) => Promise<CallToolResult>,
): Promise<CallToolResult | InputRequiredResult> {
  const startedAt = performance.now();
  const result = await resultOf(settings, called.context.mcpReq.signal, work);
  if (toolChannel.hasSubscribers)
    toolChannel.publish({
      tool: called.tool,
      outcome: outcomeOf(result),
      durationMs: performance.now() - startedAt,
      ...traceOf(called.context),
    });
  return result;
}

function outcomeOf(result: CallToolResult | InputRequiredResult): 'answered' | 'failed' | 'asked' {
  if ('inputRequests' in result) return 'asked';
  return result['isError'] === true ? 'failed' : 'answered';
}

/** The trace that the client's call belongs to, as W3C Trace Context has it; a text of any other shape is left out. */
function traceOf({ mcpReq: { _meta: meta = {} } }: ServerContext): object {
  const parent: unknown = Reflect.get(meta, TRACEPARENT_META_KEY);
  if (typeof parent !== 'string' || !/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(parent))
    return {};
  const state: unknown = Reflect.get(meta, TRACESTATE_META_KEY);
  const hasState = typeof state === 'string' && state.length <= 512;
  return { traceparent: parent, ...(hasState ? { tracestate: state } : {}) };
}

async function resultOf(
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
