import type { ReflectOptions } from '../../memos/reflect.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { findingGroups } from '../text/finding-text.ts';
import { spaced } from '../text/memory-text.ts';

export type ReflectFlags = Pick<ReflectOptions, 'topic' | 'since' | 'now'>;

export async function reflect(
  { openMemory, signal }: Invocation,
  flags: ReflectFlags,
): Promise<Answer> {
  const memory = await openMemory();
  const reflection = await memory.reflect({ ...given(flags), signal });
  return {
    json: reflection,
    text: (page) => spaced(findingGroups(page, reflection.findings)),
    notes: reflection.findings.length === 0 ? ['Nothing stands out'] : [],
  };
}
