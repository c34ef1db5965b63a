import type { CallLimits, Costed, WriteLimits } from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import { DatabaseBusyError } from '../../errors/database-errors.ts';
import { AbortedError } from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import type { Receipt } from '../../model/receipt.ts';
import type { Connection } from './connection.ts';
import { costed, receiptOf } from './cost.ts';
import { runAtOnce, runInSlices, type Sliced } from './in-slices.ts';
import { abortedBy } from './on-abort.ts';
import type { Storage } from './open-storage.ts';
import { PartlyWrittenError } from './partly-written-error.ts';
import { readShapes } from './reads/read-shapes.ts';
import { reportRemoval } from './removal/plan-removal.ts';
import { removeNodes } from './removal/remove-nodes.ts';
import { waitWhileBusy } from './wait-while-busy.ts';
import { applyInSlices, applyTogether, inSteps } from './write/apply-in-slices.ts';
import { groupWeight, type Made } from './writer.ts';

const longWriteHolder = 'A long write of this process';

/** Applies change sets in as few transactions as their number allows. */
export async function writeTo(
  storage: Storage,
  changeSets: readonly ChangeSet[],
  limits: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  const answer =
    changeSets.length <= groupWeight
      ? await writeGroup(storage, changeSets, limits)
      : await writeLong(storage, changeSets, limits);
  storage.log?.emptyIfOwed();
  return answer;
}

async function writeGroup(
  { writer }: Storage,
  changeSets: readonly ChangeSet[],
  { atomic, signal }: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  const work = (connection: Connection) => applyTogether(connection, changeSets, atomic);
  const shared = await writer.share({ weight: changeSets.length, signal, work });
  return costed(shared, changeSets.length);
}

function writeLong(
  storage: Storage,
  changeSets: readonly ChangeSet[],
  limits: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  if (!limits.atomic) return writeInSteps(storage, changeSets, limits);
  return runAlone(storage, limits, {
    statements: changeSets.length,
    work: (connection) => applyInSlices(connection, changeSets, true),
  });
}

interface LoneWork<Value> {
  readonly statements: number;
  readonly work: (connection: Connection) => Sliced<Made<Value>>;
}

/** Runs work in a transaction of its own, which stays open while others have the event loop. */
async function runAlone<Value>(
  { writer }: Storage,
  { signal }: CallLimits,
  { statements, work }: LoneWork<Value>,
): Promise<Costed<Value>> {
  const lease = await writer.lend(longWriteHolder, signal);
  const { connection, retries } = lease;
  let made: Made<Value>;
  try {
    made = await runInSlices(work(connection), () => abortedBy(signal));
  } catch (error) {
    lease.rollback();
    throw error;
  }
  if (made.keep) lease.commit();
  else lease.rollback();
  return { value: made.value, receipt: receiptOf({ statements, retries }) };
}

async function writeInSteps(
  storage: Storage,
  changeSets: readonly ChangeSet[],
  limits: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  const value: Outcome[] = [];
  const receipts: Receipt[] = [];
  for (const step of inSteps(changeSets)) {
    try {
      const part = await writeGroup(storage, step, limits);
      value.push(...part.value);
      receipts.push(part.receipt);
    } catch (error) {
      throw value.length === 0 ? error : afterPart(error, value.length, changeSets.length);
    }
  }
  return { value, receipt: sum(receipts) };
}

/** The errors that say that nothing was written, in words that are true when a part was. */
function afterPart(error: unknown, written: number, wanted: number): unknown {
  if (error instanceof AbortedError) return new AbortedError(true, { cause: error.cause });
  if (error instanceof DatabaseBusyError)
    return new PartlyWrittenError(written, wanted, { cause: error });
  return error;
}

/** Several transactions of one call, which still is one session. */
function sum(receipts: readonly Receipt[]): Receipt {
  return receiptOf({
    transactions: receipts.length,
    statements: receipts.reduce((total, receipt) => total + receipt.statements, 0),
    retries: receipts.reduce((total, receipt) => total + receipt.retries, 0),
    sharedBy: Math.max(...receipts.map((receipt) => receipt.sharedBy)),
  });
}

/** Removes nodes, and their words from every file; or only reports what would go. */
export async function removeFrom(
  storage: Storage,
  removal: Removal,
  limits: CallLimits,
): Promise<Costed<RemovalReport>> {
  if (removal.dryRun) return onlyReport(storage, removal, limits);
  const answer = await runAlone(storage, limits, {
    statements: 1,
    work: (connection) => removeNodes(connection, removal),
  });
  await storage.log?.empty(limits.signal);
  return answer;
}

function onlyReport(
  storage: Storage,
  removal: Removal,
  limits: CallLimits,
): Promise<Costed<RemovalReport>> {
  if (!storage.isShared)
    return readSnapshot(storage, limits, (connection) => reportRemoval(connection, removal));
  // There is one connection: whoever writes has to wait until it is read through.
  return runAlone(storage, limits, {
    statements: 1,
    *work(connection) {
      return { value: yield* reportRemoval(connection, removal), keep: false };
    },
  });
}

/** Answers a read shape from one moment of the file. */
export async function readFrom<Shape extends keyof Reads>(
  storage: Storage,
  { shape, input }: { readonly shape: Shape; readonly input: Reads[Shape]['input'] },
  limits: CallLimits,
): Promise<Costed<Reads[Shape]['output']>> {
  const { reader, writer, isShared } = storage;
  if (!isShared)
    return readSnapshot(storage, limits, (connection) => readShapes[shape](connection, input));
  const work = () => ({ value: runAtOnce(readShapes[shape](reader, input)), keep: false });
  // The one connection of a memory in memory is inside someone's transaction: wait, to see nothing uncommitted.
  if (writer.isLent) return costed(await writer.share({ weight: 0, signal: limits.signal, work }));
  const aborted = abortedBy(limits.signal);
  if (aborted !== undefined) throw aborted;
  return { value: work().value, receipt: receiptOf({}) };
}

async function readSnapshot<Value>(
  { readers, busyTimeoutMs }: Storage,
  { signal }: CallLimits,
  work: (connection: Connection) => Sliced<Value>,
): Promise<Costed<Value>> {
  const { value, retries } = await waitWhileBusy(
    () => readers.snapshot(work, () => abortedBy(signal)),
    { busyTimeoutMs, signal },
  );
  return { value, receipt: receiptOf({ retries }) };
}
