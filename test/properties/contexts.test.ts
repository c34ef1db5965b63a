import * as fc from 'fast-check';
import { MemosGraphError, type MemOS, type SessionContext } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents } from '../contract/answers.ts';
import { describeEngines } from '../contract/engines.ts';
import { ContextModel, type ModelContext } from './context-model.ts';

/** The memory, and the contexts that were opened, in the order of the model's. */
interface Real {
  readonly memory: MemOS;
  readonly sessions: SessionContext[];
}

/** Where a command does its work: in one of the contexts, or outside. */
interface Place {
  readonly context: ModelContext | undefined;
  readonly session: SessionContext | undefined;
}

type Command = fc.AsyncCommand<ContextModel, Real>;

const codeOf = async (call: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (MemosGraphError.isInstance(error)) return error.code;
    throw error;
  }
};

const callOptions = ({ session }: Place) => (session === undefined ? {} : { session });

const stored = async (memory: MemOS, place: Place): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest', limit: 100, ...callOptions(place) })).items);

/** One kind of command: which context it takes, whether it may wait for others, and what it does to model and memory. */
interface Kind {
  readonly name: string;
  /** Needs a context; without it the command also goes outside. */
  readonly needsContext?: boolean;
  /** Does not go ahead where it would wait for the end of another batch. */
  readonly waits?: boolean;
  readonly expected: (
    model: ContextModel,
    context: ModelContext | undefined,
    label: string,
  ) => unknown;
  readonly actual: (real: Real, place: Place, label: string) => Promise<unknown>;
}

const inContext = (context: ModelContext | undefined): ModelContext => {
  if (context === undefined) throw new Error('No context');
  return context;
};

const inSession = ({ session }: Place): SessionContext => {
  if (session === undefined) throw new Error('No session');
  return session;
};

const opens = (isBatch: boolean): Kind => ({
  name: isBatch ? 'open a batch' : 'open a context',
  expected: (model, context) => model.open(isBatch, context),
  actual: (real, place) =>
    codeOf(async () => {
      const options = { batchTransaction: isBatch, ...callOptions(place) };
      real.sessions.push(real.memory.sessionContext(options));
    }),
});

const kinds: readonly Kind[] = [
  opens(true),
  opens(false),
  {
    name: 'remember',
    waits: true,
    expected: (model, context, label) => model.write(label, context),
    actual: ({ memory }, place, label) =>
      codeOf(() => memory.remember(label, { id: label, ...callOptions(place) })),
  },
  {
    name: 'remember nothing',
    expected: (model, context) => model.fail('INVALID_INPUT', context),
    actual: ({ memory }, place) => codeOf(() => memory.remember('', callOptions(place))),
  },
  {
    name: 'relate nobody',
    waits: true,
    expected: (model, context) => model.fail('NODE_NOT_FOUND', context),
    actual: ({ memory }, place) =>
      codeOf(() => memory.relate('no', 'LEADS_TO', 'body', undefined, callOptions(place))),
  },
  {
    name: 'abort',
    expected: (model, context) => model.fail('ABORTED', context),
    actual: ({ memory }, place) =>
      codeOf(() => memory.remember('x', { signal: AbortSignal.abort(), ...callOptions(place) })),
  },
  {
    name: 'list',
    waits: true,
    expected: (model, context) => model.visible(context),
    actual: async ({ memory }, place) => {
      let kept: readonly unknown[] = [];
      const code = await codeOf(async () => {
        kept = await stored(memory, place);
      });
      return code === undefined ? { kept } : { code };
    },
  },
  {
    name: 'throw in a nested callback',
    needsContext: true,
    waits: true,
    expected: (model, context) => {
      const outer = inContext(context);
      if (model.stateOf(outer) === 'CLOSED') return 'CONTEXT_CLOSED';
      model.open(true, outer);
      const inner = model.contexts.pop();
      const code = model.write('never kept', inner);
      model.rollback(inContext(inner));
      return code ?? 'thrown';
    },
    actual: async ({ memory }, place) => {
      const thrown = new Error('thrown');
      const options = { batchTransaction: true, ...callOptions(place) };
      const work = memory.sessionContext(options, async () => {
        await memory.remember('never kept'); // in the context around it, which nobody passes
        throw thrown;
      });
      return codeOf(() => work).catch((error: unknown) => (error === thrown ? 'thrown' : error));
    },
  },
  {
    name: 'commit',
    needsContext: true,
    expected: (model, context) => model.commit(inContext(context)),
    actual: (_real, place) => codeOf(() => inSession(place).commit()),
  },
  {
    name: 'roll back',
    needsContext: true,
    expected: (model, context) => model.rollback(inContext(context)),
    actual: (_real, place) => codeOf(() => inSession(place).rollback()),
  },
  {
    name: 'close',
    needsContext: true,
    expected: (model, context) => {
      model.rollback(inContext(context));
    },
    actual: (_real, place) => codeOf(() => inSession(place).close()),
  },
];

let labels = 0;

function commandOf(kind: Kind, at: number): Command {
  labels += 1;
  const label = `m${labels}`;
  const indexIn = ({ contexts }: ContextModel): number =>
    kind.needsContext === true ? at % contexts.length : (at % (contexts.length + 1)) - 1;
  return {
    check: (model) => {
      if (kind.needsContext === true && model.contexts.length === 0) return false;
      const context = model.contexts[indexIn(model)];
      const isRefused = model.refusal(context) !== undefined;
      if (kind.name === 'abort' && isRefused) return false; // either reason is as good
      return isRefused || kind.waits !== true || !model.mustWait(context);
    },
    run: async (model, real) => {
      const index = indexIn(model);
      const context = model.contexts[index];
      const place = { context, session: real.sessions[index] };
      const expected = kind.expected(model, context, label);
      expect(await kind.actual(real, place, label)).toEqual(expected);
      const states = model.contexts.map((one) => model.stateOf(one) === 'CLOSED');
      expect(real.sessions.map(({ state }) => state === 'CLOSED')).toEqual(states);
    },
    toString: () => `${kind.name} at ${at} (${label})`,
  };
}

const commands = fc.commands(
  kinds.map((kind) => fc.nat({ max: 5 }).map((at) => commandOf(kind, at))),
  { maxCommands: 30, size: 'max' },
);

describeEngines('contexts', (open, engine) => {
  const numRuns = engine === 'neo4j' ? 60 : 200;

  it('do what their model says, in whatever order they are used', async () => {
    const property = fc.asyncProperty(commands, async (given) => {
      await using memory = await open();
      const real: Real = { memory, sessions: [] };
      const model = new ContextModel();
      await fc.asyncModelRun(() => ({ model, real }), given);
      for (const session of real.sessions) await session.close();
      expect(await stored(memory, { context: undefined, session: undefined })).toEqual(model.kept);
    });
    await fc.assert(property, { numRuns });
  }, 120_000);
});
