import * as z from 'zod';

import { toMilliseconds } from '../model/instant.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { instant, nodeId, text } from './fields.ts';

const input = z.strictObject({
  id: nodeId,
  summary: text.exactOptional().describe('What came of it'),
  at: instant.exactOptional().describe('When it ended; default: now'),
});

const output = z
  .object({
    id: z.string(),
    applied: z.boolean().describe('False when it had ended before; then nothing was changed'),
    status: z.string(),
  })
  .readonly();

/** What became of a session that was to be ended. */
export type EndedSession = z.output<typeof output>;

export const endSession = defineWrite({
  name: 'endSession',
  summary: 'End a working session, with a summary',
  input,
  output,
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
