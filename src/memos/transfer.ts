import * as z from 'zod';

import type { ExportedNode } from '../engine/reads.ts';
import { AbortedError } from '../errors/session-errors.ts';
import type { LinkRow } from '../model/change-set.ts';
import { isMemoryKind } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { CallOptions } from '../operations/call.ts';
import { defineRead } from '../operations/define-operation.ts';
import { bounds } from '../operations/fields.ts';
import { checkedLine, exportVersion, withoutLines } from './import-line.ts';
import { type Imported, ImportQueue } from './import-queue.ts';

export type { Imported } from './import-queue.ts';

const pageSize = 500;

/** One line of an export. */
export type ExportLine =
  | { readonly format: 'memos-graph'; readonly version: number }
  | { readonly node: Omit<NodeRecord, 'writtenBy'>; readonly about?: readonly string[] }
  | { readonly link: LinkRow };

type Part = 'entities' | 'others';

const exportPage = defineRead({
  name: 'export',
  summary: 'Read everything in a space',
  input: z.strictObject({
    part: z.enum(['entities', 'others']),
    after: z.string().exactOptional(),
  }),
  run: async (input, reader) => {
    const { value, receipt } = await reader.read('exportPage', { ...input, limit: pageSize });
    return { value: { rows: value }, receipt };
  },
});

/** Reads a whole space in bounded memory: entities, their aliases, memories and sessions, then links, so that it can be imported in order. */
export async function* exportSpace(
  adapter: Adapter,
  options: CallOptions = {},
): AsyncGenerator<ExportLine> {
  yield { format: 'memos-graph', version: exportVersion };
  yield* entityLines(adapter, options);
  for await (const exported of exportedNodes(adapter, 'others', options)) {
    const { node } = exported;
    const about = aboutOf(exported);
    yield about.length === 0 ? { node } : { node, about };
  }
  for (const part of ['entities', 'others'] as const) {
    for await (const exported of exportedNodes(adapter, part, options)) yield* linkLines(exported);
  }
}

/** Aliases lie between the entities, in order of id, and may stand before the one they belong to: they come in a round of their own. */
async function* entityLines(adapter: Adapter, options: CallOptions): AsyncGenerator<ExportLine> {
  let hasAliases = false;
  for await (const { node } of exportedNodes(adapter, 'entities', options)) {
    if (node.kind === 'alias') hasAliases = true;
    else yield { node };
  }
  if (!hasAliases) return;
  for await (const { node } of exportedNodes(adapter, 'entities', options)) {
    if (node.kind === 'alias') yield { node };
  }
}

/** What a line says its memory is about; only memories are about something, and what is beyond the bound becomes links. */
function aboutOf({ node, about }: ExportedNode): readonly string[] {
  return isMemoryKind(node.kind) ? about.slice(0, bounds.entitiesPerMemory) : [];
}

function* linkLines(exported: ExportedNode): Generator<ExportLine> {
  const { node, about, links } = exported;
  for (const to of about.slice(aboutOf(exported).length))
    yield { link: { from: node.id, type: 'ABOUT', to } };
  for (const link of links) yield { link: { from: node.id, ...link } };
}

async function* exportedNodes(
  adapter: Adapter,
  part: Part,
  options: CallOptions,
): AsyncGenerator<ExportedNode> {
  let after: string | undefined;
  do {
    const input = after === undefined ? { part } : { part, after };
    const { rows } = await adapter.read(exportPage, input, options);
    yield* rows;
    after = rows.length < pageSize ? undefined : rows.at(-1)?.node.id;
  } while (after !== undefined);
}

export interface ImportOptions extends CallOptions {
  /** Called after each step with the lines read so far. */
  readonly onProgress?: (lines: number) => void;
}

/** Writes exported lines back, in steps of 500; what is there already is left as it is, so that it can be repeated. */
export async function importSpace(
  adapter: Adapter,
  lines: AsyncIterable<unknown> | Iterable<unknown>,
  { onProgress, ...options }: ImportOptions = {},
): Promise<Imported> {
  refuseWhenAborted(options);
  const queue = new ImportQueue(adapter, options);
  let taken = 0;
  try {
    for await (const given of lines) {
      const line = checkedLine(given, taken + 1);
      const hasWritten = !('format' in line) && (await queue.add(line, taken + 1));
      taken += 1;
      if (hasWritten) onProgress?.(taken);
    }
    if (taken === 0) throw withoutLines();
    await queue.writeUpTo('link');
  } catch (error) {
    throw queue.explained(error, taken + 1);
  }
  onProgress?.(taken);
  return queue.counts;
}

function refuseWhenAborted({ signal }: CallOptions): void {
  if (signal?.aborted === true) throw new AbortedError(false);
}
