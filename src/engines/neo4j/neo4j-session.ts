import type { CallLimits, Costed, EngineSession, WriteLimits } from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import type { Receipt } from '../../model/receipt.ts';
import { readShape } from './reads.ts';
import { removeNodes } from './removal.ts';
import type { Connection } from './session/connection.ts';
import type { SessionRunner } from './session/session-runner.ts';
import { applyChangeSets } from './write.ts';

/** The session of a session context over Neo4j. Calls that come at once run one after another: the driver's session cannot do two. */
export class Neo4jSession implements EngineSession {
  readonly #connection: Connection;
  readonly #runner: SessionRunner;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, runner: SessionRunner) {
    this.#connection = connection;
    this.#runner = runner;
    connection.keep(runner);
  }

  write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    return this.#next(() => applyChangeSets(this.#runner, changeSets, limits));
  }

  remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    return this.#next(() => removeNodes(this.#runner, removal, limits));
  }

  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    return this.#next(() => readShape(this.#runner, { shape, input }, limits));
  }

  commit(limits: CallLimits): Promise<Receipt> {
    return this.#next(() => this.#runner.commit(limits));
  }

  rollback(): Promise<Receipt> {
    return this.#after(() => this.#runner.rollback());
  }

  close(): Promise<void> {
    return this.#after(async () => {
      this.#connection.release(this.#runner);
      await this.#runner.close();
    });
  }

  #next<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#after(() => this.#connection.use(call));
  }

  /** Ending a session is allowed when the engine is closing already. */
  #after<Result>(call: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(call);
    this.#last = result.catch(() => {});
    return result;
  }
}
