import * as z from 'zod';

import { tokens } from '../analysis/tokens.ts';
import { toMilliseconds } from '../model/instant.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { commitmentEnd, instant, nodeId, text } from './fields.ts';

const input = z.strictObject({
  id: nodeId,
  status: commitmentEnd.default('completed'),
  outcome: text.exactOptional().describe('How it ended'),
  at: instant.exactOptional().describe('When it ended; default: now'),
});

export const closedOutput = z
  .object({
    id: z.string(),
    applied: z.boolean().describe('False when it was closed before; then nothing was changed'),
    status: z.string().describe('The status it has now'),
  })
  .readonly();

/** What became of a commitment that was to be closed. */
export type ClosedCommitment = z.output<typeof closedOutput>;

export const completeCommitment = defineWrite({
  name: 'completeCommitment',
  summary: 'Close a commitment as completed, broken or cancelled',
  input,
  output: closedOutput,
  compile: ({ id, status, outcome, at }, createdAt) => ({
    wanted: 'commitment',
    draft: {
      ...emptyDraft,
      requires: [{ id, kinds: ['commitment'] }],
      transitions: [
        {
          id,
          from: ['open'],
          set: {
            status,
            closedAt: at ?? toMilliseconds(createdAt),
            ...(outcome === undefined ? {} : { outcome }),
          },
          ...(outcome === undefined ? {} : { terms: tokens(outcome) }),
        },
      ],
    },
    answer: ({ transitions: [transition] }): ClosedCommitment => {
      if (transition === undefined) throw new TypeError(`The engine answered nothing about ${id}`);
      return transition;
    },
  }),
});
