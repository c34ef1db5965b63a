import * as z from 'zod';

/** What a tool takes to continue, and answers when there is more. */
export const cursor = z
  .string()
  .max(1_000)
  .exactOptional()
  .describe('nextCursor of the call before');

export const more = {
  truncated: z.boolean().describe('True when there is more than is shown'),
  nextCursor: z.string().exactOptional(),
};
