import type { MemOS } from '../../memos/memos.ts';
import { entityId } from '../../model/identity.ts';
import type { CallOptions } from '../../operations/call.ts';

/** A piece of work that several calls do together, in this order. */
export interface SessionWork {
  readonly name: string;
  /** What readers of its figures have to know. */
  readonly remark?: string;
  /** The calls; `key` sets one round apart from the others. */
  readonly steps: (memory: MemOS, key: string) => readonly Step[];
  /** The same work as one call, where there is one. */
  readonly whole?: { readonly name: string; readonly call: (key: string) => Whole };
}

export type Step = (options: CallOptions) => Promise<unknown>;
type Whole = (memory: MemOS, options: CallOptions) => Promise<unknown>;

const content =
  'The flour comes from the mill behind the harbour, every second Tuesday before noon';

const namesAt = (key: string): readonly [string, string] => [`Mill ${key}`, `Flour ${key}`];

/** Five calls, as in a memory whose every operation opens a session of its own. */
export const oneMemory: SessionWork = {
  name: 'One memory about two entities',
  steps: (memory, key) => {
    const { adapter } = memory;
    const names = namesAt(key);
    return [
      (options) => memory.remember(content, { id: key, ...options }),
      ...names.map((name) => (options: CallOptions) => adapter.createEntity({ name }, options)),
      ...names.map(
        (name) => (options: CallOptions) =>
          adapter.linkNodes({ from: key, type: 'ABOUT', to: entityId(name) }, options),
      ),
    ];
  },
  whole: {
    name: 'remember, one statement',
    call: (key) => (memory, options) =>
      memory.remember(content, { id: key, entities: [...namesAt(key)], ...options }),
  },
};

const statusOf = 'MATCH (n:Commitment) WHERE n.space = $space AND n.id = $id RETURN n.status';

/** Each of the 14 operations once, as an agent might in one session of its work. */
export const fourteenOperations: SessionWork = {
  name: 'The 14 operations, once each',
  remark: 'queryGraph asks outside of sessions that are shared, in one of its own',
  steps: ({ adapter }, key) => {
    const [name] = namesAt(key);
    const [decision, commitment, session] = [`decision-${key}`, `promise-${key}`, `session-${key}`];
    const { space } = adapter;
    return [
      (options) => adapter.startSession({ id: session, agent: 'bench' }, options),
      (options) => adapter.createEntity({ name }, options),
      (options) => adapter.recordDecision({ id: decision, content, entities: [name] }, options),
      (options) => adapter.createCommitment({ id: commitment, content, to: name }, options),
      (options) => adapter.recordPattern({ id: `evidence-${key}`, content }, options),
      (options) => adapter.linkNodes({ from: decision, type: 'LEADS_TO', to: commitment }, options),
      (options) => adapter.getCommitments({ entity: name }, options),
      (options) => adapter.getDecisions({ entity: name }, options),
      (options) => adapter.getPatterns({}, options),
      (options) => adapter.findRelated({ id: decision }, options),
      (options) => adapter.getEntityContext({ name }, options),
      (options) =>
        adapter.queryGraph({ cypher: statusOf, params: { space, id: commitment } }, options),
      (options) => adapter.completeCommitment({ id: commitment }, options),
      (options) => adapter.endSession({ id: session }, options),
    ];
  },
};
