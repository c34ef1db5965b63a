import type { CallLimits, Costed, EngineSession, WriteLimits } from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import type { Receipt } from '../../model/receipt.ts';
import { readShape } from './reads.ts';
import { removeNodes } from './removal.ts';
import { SessionLine } from './session-line.ts';
import type { Closable, Connection } from './session/connection.ts';
import type { SessionRunner } from './session/session-runner.ts';
import { applyChangeSets } from './write.ts';

/** The session of a session context over Neo4j. */
export class Neo4jSession implements EngineSession {
  readonly #connection: Connection;
  readonly #runner: SessionRunner;
  readonly #line: SessionLine;
  readonly #open: Closable;

  constructor(connection: Connection, runner: SessionRunner) {
    this.#connection = connection;
    this.#runner = runner;
    const line = new SessionLine(runner);
    this.#line = line;
    // Without a way back to this object: one that nobody refers to any more can be told from one in use.
    this.#open = {
      async close() {
        line.close();
        await line.idle();
        await runner.close();
      },
    };
    connection.keep(this.#open);
  }

  write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    return this.#connection.use(() =>
      applyChangeSets({ queue: this.#line, runner: this.#line }, changeSets, limits),
    );
  }

  remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    return this.#connection.use(() => removeNodes(this.#line, removal, limits));
  }

  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    return this.#connection.use(() => readShape(this.#line, { shape, input }, limits));
  }

  commit(limits: CallLimits): Promise<Receipt> {
    return this.#connection.use(async () => {
      await this.#line.idle();
      return this.#runner.commit(limits);
    });
  }

  async rollback(): Promise<Receipt> {
    this.#line.close();
    await this.#line.idle();
    return this.#runner.rollback();
  }

  async close(): Promise<void> {
    this.#connection.release(this.#open);
    await this.#open.close();
  }
}
