import { exitCodes } from '../exit-code.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export interface StartSessionFlags {
  readonly id?: string;
  readonly agent?: string;
  readonly topic?: string;
  readonly domain?: string;
  readonly at?: string;
}

export interface EndSessionFlags {
  readonly summary?: string;
  readonly at?: string;
}

export async function startSession(
  { openMemory, signal }: Invocation,
  { at, ...same }: StartSessionFlags,
): Promise<Answer> {
  const memory = await openMemory();
  const session = await memory.adapter.startSession(given({ ...same, startedAt: at }), { signal });
  return {
    json: session,
    text: (page) =>
      fieldLines(page, [[session.created ? 'Started' : 'Known already', `session ${session.id}`]]),
  };
}

export async function endSession(
  { openMemory, signal }: Invocation,
  id: string,
  flags: EndSessionFlags,
): Promise<Answer> {
  const memory = await openMemory();
  const session = await memory.adapter.endSession({ id, ...given(flags) }, { signal });
  return {
    json: session,
    text: (page) =>
      fieldLines(page, [[session.applied ? 'Ended' : 'Had ended before', `session ${session.id}`]]),
    exitCode: exitCodes.ok,
  };
}
