import { LongWork } from '../../engine/long-work.ts';

/** Work that yields wherever others may have the event loop. */
export type Sliced<Value> = Generator<undefined, Value, undefined>;

/** Runs work to its end, letting others have the event loop between slices; what `stopped` answers then is thrown into it. */
export async function runInSlices<Value>(
  work: Sliced<Value>,
  stopped: () => Error | undefined,
): Promise<Value> {
  const long = new LongWork();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (!long.isDue) continue;
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
