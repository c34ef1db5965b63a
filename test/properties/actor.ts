import { AbortedError, MemosGraphError, type MemOS, type SessionContext } from 'memos-graph';
import { expect } from 'vitest';

import { ContextModel, type ModelContext } from './context-model.ts';

const batch = { batchTransaction: true };
const thrown = new Error('thrown');

const settle = async (call: () => Promise<unknown>): Promise<unknown> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
};

/** Compares what a call failed with, or that it did not, with what the model says. */
function expectTold(error: unknown, expected: unknown): void {
  expect(codeOf(error)).toBe(expected);
}

const codeOf = (error: unknown): unknown =>
  MemosGraphError.isInstance(error) ? error.code : error;

/** One of several callers, in a context of its own that nobody else has: compares each answer with the model's. */
export class Actor {
  readonly model = new ContextModel();
  /** What was aborted after it was sent: it may be stored or not. */
  readonly uncertain: string[] = [];
  readonly #memory: MemOS;
  readonly #session: SessionContext;
  readonly #context: ModelContext;
  /** Ends when it is this caller's turn. */
  readonly #turn: (what: string) => Promise<unknown>;

  constructor(memory: MemOS, isBatch: boolean, turn: (what: string) => Promise<unknown>) {
    this.#memory = memory;
    this.#session = memory.sessionContext({ batchTransaction: isBatch });
    this.#context = this.#opened(isBatch, undefined);
    this.#turn = turn;
  }

  readonly steps = {
    write: async (label: string): Promise<void> => {
      const error = await settle(() => this.#remember(label));
      expectTold(error, this.model.write(label, this.#context));
    },
    fail: async (): Promise<void> => {
      const error = await settle(() => this.#remember(''));
      expectTold(error, this.model.fail('INVALID_INPUT', this.#context));
    },
    list: async (): Promise<void> => {
      const error = await settle(() => this.#memory.list({ session: this.#session }));
      expectTold(error, this.model.refusal(this.#context));
    },
    abort: async (label: string): Promise<void> => {
      const refusal = this.model.refusal(this.#context);
      const controller = new AbortController();
      const call = settle(() => this.#remember(label, controller.signal));
      await this.#turn('aborts');
      controller.abort();
      const error = await call;
      // Where it would be refused anyway, either reason is as good.
      if (refusal !== undefined)
        expectTold(error, codeOf(error) === 'ABORTED' ? 'ABORTED' : refusal);
      else if (error === undefined) this.model.write(label, this.#context);
      else this.#wasAborted(label, error);
    },
    nest: async (label: string): Promise<void> => {
      const error = await settle(() => this.#nested(label, async () => {}));
      const inner = this.#opened(true, this.#context);
      const code = this.model.write(label, inner);
      if (code === undefined) this.model.commit(inner);
      else this.model.rollback(inner);
      expectTold(error, code);
    },
    'nest and throw': async (label: string): Promise<void> => {
      const error = await settle(() => this.#nested(label, () => Promise.reject(thrown)));
      const inner = this.#opened(true, this.#context);
      const code = this.model.write(label, inner);
      this.model.rollback(inner);
      expectTold(error, code ?? thrown);
    },
  };

  readonly ends = {
    commit: async (): Promise<void> => {
      const error = await settle(() => this.#session.commit());
      expectTold(error, this.model.commit(this.#context));
    },
    'roll back': async (): Promise<void> => {
      const error = await settle(() => this.#session.rollback());
      expectTold(error, this.model.rollback(this.#context));
    },
    close: async (): Promise<void> => {
      await this.#session.close();
      this.model.rollback(this.#context);
    },
  };

  #opened(isBatch: boolean, around: ModelContext | undefined): ModelContext {
    this.model.open(isBatch, around);
    const context = this.model.contexts.at(-1);
    if (context === undefined) throw new Error('The model opened nothing');
    return context;
  }

  #remember(label: string, signal?: AbortSignal): Promise<unknown> {
    const options = label === '' ? {} : { id: label };
    return this.#memory.remember(label, {
      ...options,
      session: this.#session,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** A batch inside, which the call in it finds by itself. */
  #nested(label: string, end: () => Promise<void>): Promise<void> {
    return this.#memory.sessionContext({ ...batch, session: this.#session }, async () => {
      await this.#turn('is inside');
      await this.#memory.remember(label, { id: label });
      await end();
    });
  }

  #wasAborted(label: string, error: unknown): void {
    expectTold(error, this.model.fail('ABORTED', this.#context));
    if (error instanceof AbortedError && error.mayBeApplied && !this.#context.isBatch)
      this.uncertain.push(label);
  }
}
