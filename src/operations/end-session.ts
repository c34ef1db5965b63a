import * as z from 'zod';

import { toMilliseconds } from '../model/instant.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { instant, nodeId, text } from './fields.ts';

const input = z.strictObject({
  id: nodeId,
  summary: text.exactOptional().describe('What came of it'),
  at: instant.exactOptional().describe('When it ended; default: now'),
});

export interface EndedSession {
  readonly id: string;
  /** False when it had ended before; then nothing was changed. */
  readonly applied: boolean;
  readonly status: string;
}

export const endSession = defineWrite({
  name: 'endSession',
  summary: 'End a working session, with a summary',
  input,
  compile: ({ id, summary, at }, createdAt) => ({
    wanted: 'session',
    draft: {
      ...emptyDraft,
      requires: [{ id, kinds: ['session'] }],
      transitions: [
        {
          id,
          from: ['open'],
          set: {
            status: 'ended',
            endedAt: at ?? toMilliseconds(createdAt),
            ...(summary === undefined ? {} : { summary }),
          },
        },
      ],
    },
    answer: ({ transitions: [transition] }): EndedSession => {
      if (transition === undefined) throw new TypeError(`The engine answered nothing about ${id}`);
      return transition;
    },
  }),
});
