import type {
  CallLimits,
  Costed,
  EngineSession,
  Runner,
  WriteLimits,
} from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import { ContextClosedError } from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { noCost, type Receipt } from '../../model/receipt.ts';
import { CallOrder } from './call-order.ts';

/** A session without a batch: the calls of the engine itself, each seeing what those before it wrote. */
export class PlainSession implements EngineSession {
  readonly #runner: Runner;
  readonly #order = new CallOrder();
  #isUsed = false;
  #isClosed = false;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  async write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    this.#refuseClosed('write');
    return this.#counted('write', limits, () => this.#runner.write(changeSets, limits));
  }

  async remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    this.#refuseClosed('remove');
    return this.#counted('write', limits, () => this.#runner.remove(removal, limits));
  }

  async read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    this.#refuseClosed('read');
    return this.#counted('read', limits, () => this.#runner.read(shape, input, limits));
  }

  async commit(): Promise<Receipt> {
    this.#refuseClosed('commit');
    return noCost;
  }

  async rollback(): Promise<Receipt> {
    return noCost;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  /** The session is one, however many calls it has. */
  async #counted<Value>(
    kind: 'read' | 'write',
    { signal }: CallLimits,
    call: () => Promise<Costed<Value>>,
  ): Promise<Costed<Value>> {
    const { value, receipt } = await this.#order.run(kind, signal, call);
    const sessions = this.#isUsed ? 0 : receipt.sessions;
    this.#isUsed = true;
    return { value, receipt: { ...receipt, sessions } };
  }

  #refuseClosed(action: string): void {
    if (this.#isClosed) throw new ContextClosedError(action);
  }
}
