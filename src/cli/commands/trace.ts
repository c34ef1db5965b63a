import type { TraceOptions } from '../../memos/memos.ts';
import type { Way } from '../../operations/step-words.ts';
import type { Trace } from '../../operations/trace.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { traceLines } from '../text/trace-text.ts';

export type TraceFlags = Pick<TraceOptions, 'depth'>;

export async function why(
  { openMemory, signal }: Invocation,
  id: string,
  flags: TraceFlags,
): Promise<Answer> {
  const memory = await openMemory();
  return answer(await memory.whatLedTo(id, { ...given(flags), signal }), 'back');
}

export async function result(
  { openMemory, signal }: Invocation,
  id: string,
  flags: TraceFlags,
): Promise<Answer> {
  const memory = await openMemory();
  return answer(await memory.whatResultedFrom(id, { ...given(flags), signal }), 'on');
}

function answer(trace: Trace, way: Way): Answer {
  return {
    json: trace,
    text: (page) => traceLines(page, trace, way),
    notes: notesOf(trace, way),
  };
}

function notesOf({ paths, truncated }: Trace, way: Way): readonly string[] {
  if (truncated) return ['There are more paths; a smaller --depth shows fewer'];
  if (paths.length > 0) return [];
  return [
    way === 'back' ? 'Nothing is known to have led to it' : 'Nothing is known to have come of it',
  ];
}
