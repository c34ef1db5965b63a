import * as z from 'zod';

const positive = z.int().min(1).exactOptional();

/** How the session layer waits, retries and shares; for `openMemory` too. */
export const sessionLayerOptions = {
  groupCommit: z
    .strictObject({
      maxUnits: positive,
      maxRows: positive,
      maxBytes: positive,
      maxWaiting: positive,
      maxWaitingBytes: positive,
      waitTimeoutMs: positive,
      maxInFlight: positive,
      lateAfterMs: positive,
    })
    .exactOptional(),
  poolSize: positive,
  poolTimeoutMs: positive,
  retryTimeoutMs: z.int().min(0).exactOptional(),
  leakAfterMs: positive,
};
