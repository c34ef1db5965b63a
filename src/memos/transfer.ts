import * as z from 'zod';

import type { ExportedNode } from '../engine/reads.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import type { ChangeSet, EntityRow, LinkRow, Outcome } from '../model/change-set.ts';
import { instantProblem } from '../model/instant.ts';
import { nodeKinds } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type CallOptions, limitsOf } from '../operations/call.ts';
import { defineRead, emptyDraft } from '../operations/define-operation.ts';
import { linkType, nodeId } from '../operations/fields.ts';
import { parseInput } from '../operations/parse-input.ts';

/** The version of the export format, in its first line. */
const exportVersion = 1;

const pageSize = 500;

/** One line of an export. */
export type ExportLine =
  | { readonly format: 'memos-graph'; readonly version: number }
  | { readonly node: Omit<NodeRecord, 'writtenBy'>; readonly about?: readonly string[] }
  | { readonly link: LinkRow };

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

/** Reads a whole space in bounded memory: entities, then memories and sessions, then links, so that it can be imported in order. */
export async function* exportSpace(
  adapter: Adapter,
  options: CallOptions = {},
): AsyncGenerator<ExportLine> {
  yield { format: 'memos-graph', version: exportVersion };
  for (const part of ['entities', 'others'] as const) {
    for await (const { node, about } of exportedNodes(adapter, part, options)) {
      yield about.length === 0 ? { node } : { node, about };
    }
  }
  for (const part of ['entities', 'others'] as const) {
    for await (const { node, links } of exportedNodes(adapter, part, options)) {
      for (const link of links) yield { link: { from: node.id, ...link } };
    }
  }
}

async function* exportedNodes(
  adapter: Adapter,
  part: 'entities' | 'others',
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

export interface Imported {
  readonly nodes: { readonly created: number; readonly known: number };
  readonly links: { readonly created: number; readonly known: number };
}

export interface ImportOptions extends CallOptions {
  /** Called after each step with the lines read so far. */
  readonly onProgress?: (lines: number) => void;
}

const importedNode = z.looseObject({
  id: nodeId,
  kind: z.enum(nodeKinds),
  createdAt: z.string().refine((value) => instantProblem(value) === undefined, 'an ISO 8601 time'),
});

const importLine = z.union([
  z.strictObject({ format: z.literal('memos-graph'), version: z.int() }),
  z.strictObject({ node: importedNode, about: z.array(nodeId).readonly().exactOptional() }),
  z.strictObject({
    link: z.strictObject({
      from: nodeId,
      type: linkType,
      to: nodeId,
      properties: z.string().exactOptional(),
    }),
  }),
]);

/** Writes exported lines back, in steps of 500; what is there already is left as it is, so that it can be repeated. */
export async function importSpace(
  adapter: Adapter,
  lines: AsyncIterable<unknown> | Iterable<unknown>,
  { onProgress, ...options }: ImportOptions = {},
): Promise<Imported> {
  const counts = { nodes: { created: 0, known: 0 }, links: { created: 0, known: 0 } };
  let step: ImportStep = { node: [], link: [] };
  let read = 0;
  const flush = async (): Promise<void> => {
    count(counts, await writeStep(adapter, step, options));
    step = { node: [], link: [] };
    onProgress?.(read);
  };
  for await (const given of lines) {
    read += 1;
    const line = checkedLine(given, read);
    if ('format' in line) continue;
    // A link may need any node before it, so links never share a step with nodes that follow them.
    if ('node' in line && step.link.length > 0) await flush();
    if ('node' in line) step.node.push({ node: line.node, about: line.about ?? [] });
    else step.link.push(line.link);
    if (step.node.length + step.link.length >= pageSize) await flush();
  }
  await flush();
  return counts;
}

interface ImportStep {
  readonly node: { readonly node: NodeRecord; readonly about: readonly string[] }[];
  readonly link: LinkRow[];
}

function checkedLine(given: unknown, number: number): z.output<typeof importLine> {
  try {
    const line = parseInput(importLine, given);
    if ('format' in line && line.version > exportVersion) {
      throw new InvalidInputError(
        'version',
        `The export has version ${line.version}, this release reads up to ${exportVersion}; update memos-graph`,
      );
    }
    return line;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.field, `Line ${number}: ${error.message}`, { cause: error });
  }
}

/** One change set a step, all or nothing. */
async function writeStep(
  adapter: Adapter,
  step: ImportStep,
  options: CallOptions,
): Promise<Outcome | undefined> {
  if (step.node.length + step.link.length === 0) return undefined;
  return adapter.scope.run(
    { action: 'import', access: 'write', session: options.session },
    async (runner) => {
      const { value } = await runner.write([importChangeSet(adapter, step)], {
        atomic: true,
        ...limitsOf(options),
      });
      const [outcome] = value;
      if (outcome?.refused === true) throw importRefusal(outcome);
      return outcome;
    },
  );
}

function importRefusal({
  missing,
  conflicting,
}: Extract<Outcome, { refused: true }>): InvalidInputError {
  const [problem, ids] =
    missing.length > 0
      ? ['are neither in the file before them nor in this space', missing]
      : ['hold other content in this space', conflicting];
  return new InvalidInputError(
    'id',
    `The ids ${ids.slice(0, 5).join(', ')} ${problem}; the 500 lines around them were not imported, those before were`,
  );
}

function importChangeSet(adapter: Adapter, { node, link }: ImportStep): ChangeSet {
  const rows = new Map<string, EntityRow>();
  const aliases: NodeRecord[] = [];
  const nodes = node.flatMap(({ node: record, about }) => {
    if (record.kind === 'entity') rows.set(record.id, { id: record.id, record, aliases: [] });
    if (record.kind === 'alias') aliases.push(record);
    return record.kind === 'entity' || record.kind === 'alias' ? [] : [{ record, about }];
  });
  const made = new Set([...rows.keys(), ...nodes.map(({ record }) => record.id)]);
  return adapter.changeSet({
    ...emptyDraft,
    entities: withAliases(rows, aliases),
    nodes,
    links: link,
    requires: requirements(
      nodes.flatMap(({ about }) => about),
      link,
      made,
    ),
  });
}

/** An alias is written with its entity; `update` lets it join one that is known. */
function withAliases(
  rows: Map<string, EntityRow>,
  aliases: readonly NodeRecord[],
): readonly EntityRow[] {
  for (const alias of aliases) {
    const { target = '' } = alias;
    const row = rows.get(target) ?? {
      id: target,
      record: {
        id: target,
        kind: 'entity',
        name: alias.name ?? target,
        createdAt: alias.createdAt,
      },
      aliases: [],
    };
    rows.set(target, { ...row, aliases: [...row.aliases, alias], update: {} });
  }
  return [...rows.values()];
}

function requirements(
  about: readonly string[],
  links: readonly LinkRow[],
  made: ReadonlySet<string>,
): ChangeSet['requires'] {
  const ends = new Set(links.flatMap(({ from, to }) => [from, to]));
  const entities = new Set(about);
  return [
    ...[...entities]
      .filter((id) => !made.has(id))
      .map((id) => ({ id, kinds: ['entity', 'alias'] as const })),
    ...[...ends]
      .filter((id) => !made.has(id) && !entities.has(id))
      .map((id) => ({ id, kinds: nodeKinds })),
  ];
}

function count(
  counts: Record<'nodes' | 'links', { created: number; known: number }>,
  outcome: Outcome | undefined,
): void {
  if (outcome === undefined || outcome.refused) return;
  for (const row of [...outcome.nodes, ...outcome.entities])
    counts.nodes[row.created ? 'created' : 'known'] += 1;
  for (const row of outcome.links) counts.links[row.created ? 'created' : 'known'] += 1;
}
