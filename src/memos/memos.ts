import * as z from 'zod';

import type { Adapter } from '../operations/adapter.ts';
import { callOptions, type CallOptions, limitsOf, type WithReceipt } from '../operations/call.ts';
import type { StoredMemory } from '../operations/compile-memory.ts';
import { getEntityContext } from '../operations/get-entity-context.ts';
import { getNodes } from '../operations/get-nodes.ts';
import { listMemories } from '../operations/list-memories.ts';
import type { memoryInput } from '../operations/memory-fields.ts';
import { isOptions, parseOptions } from '../operations/options.ts';
import type { StoredPattern } from '../operations/record-pattern.ts';
import type { SessionContext, SessionContextOptions } from '../operations/session-context.ts';
import { storeMemory } from '../operations/store-memory.ts';
import { whatLedTo, whatResultedFrom } from '../operations/trace.ts';
import { findCorrelations, type FindCorrelationsOptions } from './find-correlations.ts';
import { forget, type ForgetOptions, type ForgetSelector } from './forget.ts';
import { health } from './health.ts';
import { type RecallOptions, type RecallSettings, recallWith } from './recall.ts';
import { reflect, type ReflectOptions } from './reflect.ts';
import { reindex, type ReindexOptions } from './reindex.ts';
import { type ExportLine, exportSpace, type ImportOptions, importSpace } from './transfer.ts';

type RememberFields = Omit<z.input<typeof memoryInput>, 'content'>;

/** What `remember` takes besides the text. */
export type RememberOptions = RememberFields & CallOptions;
/** What `recall` takes besides the question. */
export type RecallCallOptions = RecallOptions & Pick<RecallSettings, 'countTokens'> & CallOptions;
export type ListOptions = z.input<typeof listMemories.input> & CallOptions;

const importOptions = callOptions.extend({
  onProgress: z
    .custom<NonNullable<ImportOptions['onProgress']>>(
      (value) => typeof value === 'function',
      'a function',
    )
    .exactOptional(),
});

/** The memory of an agent in one space: remember, recall, relate, reflect, forget, and the reads around them. */
export class MemOS implements AsyncDisposable {
  /** The 14 operations and their batches. */
  readonly adapter: Adapter;

  /** False: recall compares words alone. */
  readonly vectors: boolean;

  /** Closing the memory closes the adapter. */
  constructor(adapter: Adapter, { vectors = true }: Pick<RecallSettings, 'vectors'> = {}) {
    this.adapter = adapter;
    this.vectors = vectors;
  }

  /** Stores a memory with its entities and links: one statement, all or nothing, safe to send again with the same `id`. */
  remember(
    content: string,
    options: RememberOptions & { readonly kind: 'pattern' },
  ): Promise<WithReceipt<StoredPattern>>;
  remember(content: string, options?: RememberOptions): Promise<WithReceipt<StoredMemory>>;
  remember(content: string, options: RememberOptions = {}): Promise<WithReceipt<StoredMemory>> {
    const [fields, call] = split(options);
    return this.adapter.write(storeMemory, { ...fields, content }, call);
  }

  /** Finds the memories that answer a question, best first, and says why; an empty question gives the latest. */
  recall(query: string, options: RecallCallOptions = {}) {
    const [{ countTokens, ...filters }, call] = split(options);
    const settings = {
      vectors: this.vectors,
      ...(countTokens === undefined ? {} : { countTokens }),
    };
    return this.adapter.read(recallWith(settings), { ...filters, query }, call);
  }

  /** Links two nodes: `relate(cause, 'LEADS_TO', effect)`. */
  // oxlint-disable-next-line max-params -- a link reads as a sentence: from, type, to
  relate(
    from: string,
    type: string,
    to: string,
    properties?: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ) {
    const link = { from, type, to, ...(properties === undefined ? {} : { properties }) };
    return this.adapter.linkNodes(link as Parameters<Adapter['linkNodes']>[0], options); // its schema checks that the properties are JSON
  }

  /** Removes memories and every link at them, and reports each. */
  forget(what: ForgetSelector, options: ForgetOptions = {}) {
    return forget(this.adapter, what, options);
  }

  /**
   * Finds what no single memory says: overdue, risky and broken promises, contradictions, decisions replaced or on old ground, what
   * preceded broken promises, themes that rise, what has gone quiet. It looks at the latest 2,000 memories.
   */
  reflect(options: ReflectOptions & CallOptions = {}) {
    const [input, call] = split(options);
    return this.adapter.read(reflect, input, call);
  }

  /** Finds what preceded bad outcomes more often than chance allows, among the latest 2,000 memories, and says how that was tested. */
  findCorrelations(options: FindCorrelationsOptions & CallOptions = {}) {
    const [input, call] = split(options);
    return this.adapter.read(findCorrelations, input, call);
  }

  /** Gets memories, entities or sessions by id; ids that are not here are left out. */
  get(ids: string | readonly string[], options: CallOptions = {}) {
    return this.adapter.read(getNodes, { ids: typeof ids === 'string' ? [ids] : ids }, options);
  }

  /** Lists memories by time. */
  list(options: ListOptions = {}) {
    const [input, call] = split(options);
    return this.adapter.read(listMemories, input, call);
  }

  /** Tells what is known about an entity, by name, alias or id. */
  getEntityContext(nameOrId: string, options: CallOptions & { readonly limit?: number } = {}) {
    const [input, call] = split(options);
    const key = isEntityId(nameOrId) ? { id: nameOrId } : { name: nameOrId };
    return this.adapter.read(getEntityContext, { ...input, ...key }, call);
  }

  /** Traces what led to a memory, as paths. */
  whatLedTo(id: string, options: TraceOptions = {}) {
    const [input, call] = split(options);
    return this.adapter.read(whatLedTo, { ...input, id }, call);
  }

  /** Traces what resulted from a memory, as paths. */
  whatResultedFrom(id: string, options: TraceOptions = {}) {
    const [input, call] = split(options);
    return this.adapter.read(whatResultedFrom, { ...input, id }, call);
  }

  /** Tells what holds the memory, how much there is, and what is wrong, in words. */
  health(options: CallOptions = {}) {
    return health(this.adapter, options);
  }

  /**
   * Analyses anew the memories of this space that another release has analysed, so that recall finds them as it finds new ones; in small
   * steps, which an interruption keeps. The memory stays usable meanwhile.
   */
  reindex(options: ReindexOptions = {}) {
    return reindex(this.adapter, options);
  }

  /** Reads the whole space in bounded memory, as the lines of an export. */
  async *export(options: CallOptions = {}): AsyncGenerator<ExportLine> {
    limitsOf(options);
    yield* exportSpace(this.adapter, options);
  }

  /** Writes exported lines into this space; what is there already is left as it is. */
  async import(lines: AsyncIterable<unknown> | Iterable<unknown>, options: ImportOptions = {}) {
    const { onProgress: _progress, ...call } = parseOptions(importOptions, options);
    limitsOf(call);
    return importSpace(this.adapter, lines, options);
  }

  /** The same database, another space. Closing it closes nothing. */
  space(name: string): MemOS {
    return new MemOS(this.adapter.inSpace(name), { vectors: this.vectors });
  }

  /** Opens a session context, or runs `work` in one; see `SessionContext`. */
  sessionContext(options?: SessionContextOptions): SessionContext;
  sessionContext<Result>(
    options: SessionContextOptions,
    work: (session: SessionContext) => Promise<Result>,
  ): Promise<Result>;
  sessionContext<Result>(
    options: SessionContextOptions = {},
    work?: (session: SessionContext) => Promise<Result>,
  ): SessionContext | Promise<Result> {
    return work === undefined
      ? this.adapter.sessionContext(options)
      : this.adapter.sessionContext(options, work);
  }

  /** Lets running calls finish and gives everything back; may be called twice. */
  async close(): Promise<void> {
    await this.adapter.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

export interface TraceOptions extends CallOptions {
  /** From 1 to 6. Default: 5. */
  readonly depth?: number;
}

/** An id is 32 hex digits behind `entity_`; anything else is a name. */
const isEntityId = (value: string): boolean => /^entity_[0-9a-f]{32}$/.test(value);

/** Tells what an operation is to do from how it is to be called; what are no options at all is left to the call to refuse. */
function split<Options extends CallOptions>(
  options: Options,
): [Partial<Omit<Options, keyof CallOptions>>, CallOptions] {
  if (!isOptions(options)) return [{}, options];
  const { session, signal, ...input } = options;
  return [
    input,
    { ...(session === undefined ? {} : { session }), ...(signal === undefined ? {} : { signal }) },
  ];
}
