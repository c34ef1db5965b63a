/** How much of each fault a run sees: a little of everything in `npm test`, all of it in `npm run test:faults`. */
const extents = {
  part: {
    cutsAnywhere: 30,
    cutsAtCommits: 15,
    restarts: 1,
    operations: 2_000,
    deadlockSeconds: 4,
    limitMs: 180_000,
  },
  full: {
    cutsAnywhere: 200,
    cutsAtCommits: 100,
    restarts: 5,
    operations: 100_000,
    deadlockSeconds: 60,
    limitMs: 3_600_000,
  },
} as const;

export const extent = process.env['MEMOS_FAULTS'] === 'full' ? extents.full : extents.part;
