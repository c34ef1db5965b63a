import type { CommitmentEnd } from '../../model/kind.ts';
import type { Adapter } from '../../operations/adapter.ts';
import { exitCodes } from '../exit-code.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';
import { type DecisionFlags, pageAnswer } from './list.ts';

export type CommitmentFlags = DecisionFlags;

export interface CloseFlags {
  readonly outcome?: string;
  readonly at?: string;
}

export async function commitments(
  { openMemory, signal }: Invocation,
  { status, ...same }: CommitmentFlags,
): Promise<Answer> {
  const filters = given({ ...same, status: status === 'any' ? undefined : status });
  const { adapter } = await openMemory();
  const page = await adapter.getCommitments(
    filters as Parameters<Adapter['getCommitments']>[0], // checked by the library
    { signal },
  );
  return pageAnswer(page, ({ outcome }) => [['outcome', outcome]]);
}

interface Closing {
  readonly id: string;
  readonly status: CommitmentEnd;
}

/** Closing one in the way it was closed before is no contradiction. */
export async function close(
  { openMemory, signal }: Invocation,
  { id, status }: Closing,
  flags: CloseFlags,
): Promise<Answer> {
  const { adapter } = await openMemory();
  const closed = await adapter.completeCommitment({ id, status, ...given(flags) }, { signal });
  const sentence = closed.applied
    ? `commitment ${closed.id} is ${closed.status}`
    : `commitment ${closed.id} was ${closed.status} before; nothing was changed`;
  return {
    json: closed,
    text: (page) => fieldLines(page, [[closed.applied ? 'Closed' : 'Unchanged', sentence]]),
    exitCode: closed.status === status ? exitCodes.ok : exitCodes.conflict,
  };
}
