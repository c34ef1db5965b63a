import { LongWork } from '../../engine/long-work.ts';

/** Work that yields wherever others may have the event loop. */
export type Sliced<Value> = Generator<undefined, Value, undefined>;

/** How long work keeps the event loop to itself, in milliseconds. */
const sliceMs = 8;

/** Runs work to its end, letting others have the event loop between slices; what `stopped` answers then is thrown into it. */
export async function runInSlices<Value>(
  work: Sliced<Value>,
  stopped: () => Error | undefined,
): Promise<Value> {
  const long = new LongWork();
  for (;;) {
    const slice = runSlice(work);
    if (slice.done === true) return slice.value;
    await long.pause();
    const reason = stopped();
    if (reason !== undefined) work.throw(reason);
  }
}

/** Runs work to its end at once. */
export function runAtOnce<Value>(work: Sliced<Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function runSlice<Value>(work: Sliced<Value>): IteratorResult<undefined, Value> {
  const startedAt = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true || performance.now() - startedAt >= sliceMs) return step;
  }
}
