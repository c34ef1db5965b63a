import type { CallLimits, Costed, WriteLimits } from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import type { Receipt } from '../../model/receipt.ts';
import { costed, receiptOf } from './cost.ts';
import { emptyLog, type Storage } from './open-storage.ts';
import { readShapes } from './reads/read-shapes.ts';
import { removeNodes } from './removal/remove-nodes.ts';
import { waitWhileBusy } from './wait-while-busy.ts';
import { applyInSteps, applyTogether, inSteps } from './write/apply-in-steps.ts';
import { groupWeight, onlyReported } from './writer.ts';

const longWriteHolder = 'A long write of this process';

/** Applies change sets in as few transactions as their number allows. */
export async function writeTo(
  storage: Storage,
  changeSets: readonly ChangeSet[],
  { atomic, signal }: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  if (changeSets.length <= groupWeight) {
    const work = (connection: Parameters<typeof applyTogether>[0]) =>
      applyTogether(connection, changeSets, atomic);
    const shared = await storage.writer.share({ weight: changeSets.length, signal, work });
    return costed(shared, changeSets.length);
  }
  return atomic
    ? writeAllOrNone(storage, changeSets, signal)
    : writeInSteps(storage, changeSets, signal);
}

async function writeAllOrNone(
  { writer }: Storage,
  changeSets: readonly ChangeSet[],
  signal: AbortSignal | undefined,
): Promise<Costed<readonly Outcome[]>> {
  const lease = await writer.lend(longWriteHolder, signal);
  try {
    const { value, keep } = await applyInSteps(lease.connection, changeSets, true);
    if (keep) lease.commit();
    else lease.rollback();
    const { retries } = lease;
    return { value, receipt: receiptOf({ statements: changeSets.length, retries }) };
  } catch (error) {
    lease.rollback();
    throw error;
  }
}

async function writeInSteps(
  storage: Storage,
  changeSets: readonly ChangeSet[],
  signal: AbortSignal | undefined,
): Promise<Costed<readonly Outcome[]>> {
  const value: Outcome[] = [];
  const receipts: Receipt[] = [];
  for (const step of inSteps(changeSets)) {
    const part = await writeTo(storage, step, {
      atomic: false,
      ...(signal === undefined ? {} : { signal }),
    });
    value.push(...part.value);
    receipts.push(part.receipt);
  }
  return { value, receipt: sum(receipts) };
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
  { signal }: CallLimits,
): Promise<Costed<RemovalReport>> {
  const shared = await storage.writer.share({
    weight: groupWeight,
    signal,
    work: (connection) => {
      const report = removeNodes(connection, removal);
      return removal.dryRun ? onlyReported(report) : { value: report, keep: true };
    },
  });
  if (!removal.dryRun) await emptyLog(storage);
  return costed(shared);
}

/** Answers a read shape from one moment of the file. */
export async function readFrom<Shape extends keyof Reads>(
  storage: Storage,
  { shape, input }: { readonly shape: Shape; readonly input: Reads[Shape]['input'] },
  { signal }: CallLimits,
): Promise<Costed<Reads[Shape]['output']>> {
  const { reader, writer } = storage;
  if (storage.isShared && writer.isLent) {
    // The one connection of a memory in memory is inside someone's transaction: wait, to see nothing uncommitted.
    const work = () => ({ value: readShapes[shape](reader, input), keep: true });
    return costed(await writer.share({ weight: 0, signal, work }));
  }
  const { value, retries } = await waitWhileBusy(
    () => reader.snapshot(() => readShapes[shape](reader, input)),
    { busyTimeoutMs: storage.busyTimeoutMs, signal },
  );
  return { value, receipt: receiptOf({ retries }) };
}
