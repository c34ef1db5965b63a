import * as fc from 'fast-check';
import { AbortedError, MemosGraphError, type MemOS, type SessionContext } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents } from '../contract/answers.ts';
import { describeEngines } from '../contract/engines.ts';
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

const codeOf = (error: unknown): unknown =>
  MemosGraphError.isInstance(error) ? error.code : error;

/** One of several callers, in a context of its own that nobody else has. */
class Actor {
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
      expect(codeOf(error)).toBe(this.model.write(label, this.#context));
    },
    fail: async (): Promise<void> => {
      const error = await settle(() => this.#remember(''));
      expect(codeOf(error)).toBe(this.model.fail('INVALID_INPUT', this.#context));
    },
    list: async (): Promise<void> => {
      const error = await settle(() => this.#memory.list({ session: this.#session }));
      expect(codeOf(error)).toBe(this.model.refusal(this.#context));
    },
    abort: async (label: string): Promise<void> => {
      const refusal = this.model.refusal(this.#context);
      const controller = new AbortController();
      const call = settle(() => this.#remember(label, controller.signal));
      await this.#turn('aborts');
      controller.abort();
      const error = await call;
      // Where it would be refused anyway, either reason is as good.
      if (refusal !== undefined) expect(['ABORTED', refusal]).toContain(codeOf(error));
      else if (error === undefined) this.model.write(label, this.#context);
      else this.#wasAborted(label, error);
    },
    nest: async (label: string): Promise<void> => {
      const error = await settle(() => this.#nested(label, async () => {}));
      const inner = this.#opened(true, this.#context);
      const code = this.model.write(label, inner);
      if (code === undefined) this.model.commit(inner);
      else this.model.rollback(inner);
      expect(codeOf(error)).toBe(code);
    },
    'nest and throw': async (label: string): Promise<void> => {
      const error = await settle(() => this.#nested(label, () => Promise.reject(thrown)));
      const inner = this.#opened(true, this.#context);
      const code = this.model.write(label, inner);
      this.model.rollback(inner);
      expect(codeOf(error)).toBe(code ?? thrown);
    },
  };

  readonly ends = {
    commit: async (): Promise<void> => {
      const error = await settle(() => this.#session.commit());
      expect(codeOf(error)).toBe(this.model.commit(this.#context));
    },
    'roll back': async (): Promise<void> => {
      const error = await settle(() => this.#session.rollback());
      expect(codeOf(error)).toBe(this.model.rollback(this.#context));
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
    expect(codeOf(error)).toBe(this.model.fail('ABORTED', this.#context));
    if (error instanceof AbortedError && error.mayBeApplied && !this.#context.isBatch)
      this.uncertain.push(label);
  }
}

type Step = keyof Actor['steps'];
type End = keyof Actor['ends'];

const steps: readonly Step[] = [
  'write',
  'write',
  'fail',
  'list',
  'abort',
  'nest',
  'nest and throw',
];
const ends: readonly End[] = ['commit', 'commit', 'roll back', 'close'];

/** What a caller does, step by step. */
const plan = fc.record({
  isBatch: fc.boolean(),
  steps: fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 4 }),
  end: fc.constantFrom(...ends),
});

describeEngines('contexts of several callers', (open, engine) => {
  const numRuns = engine === 'neo4j' ? 40 : 150;

  it('keep what each was told, however they interleave', async () => {
    const plans = fc.array(plan, { minLength: 2, maxLength: 4 });
    const property = fc.asyncProperty(fc.scheduler(), plans, async (scheduler, given) => {
      await using memory = await open();
      const act = async (one: (typeof given)[number], name: number): Promise<Actor> => {
        const turn = (what: string) => scheduler.schedule(Promise.resolve(), `${name} ${what}`);
        const actor = new Actor(memory, one.isBatch, turn);
        for (const [index, step] of one.steps.entries()) {
          await turn(step);
          await actor.steps[step](`${name}-${index}`);
        }
        await turn(one.end);
        await actor.ends[one.end]();
        return actor;
      };
      const actors = await scheduler.waitFor(Promise.all(given.map(act)));
      const uncertain = new Set(actors.flatMap((actor) => actor.uncertain));
      const kept = contents((await memory.list({ limit: 100 })).items);
      expect(new Set(kept.filter((content) => !uncertain.has(String(content))))).toEqual(
        new Set(actors.flatMap(({ model }) => model.kept)),
      );
      const { contexts } = memory.adapter.metrics();
      expect(contexts.opened).toBe(contexts.closed);
    });
    await fc.assert(property, { numRuns });
  }, 180_000);
});
