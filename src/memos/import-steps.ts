import { InvalidInputError } from '../errors/input-errors.ts';
import type { EntityRow, LinkRow, Outcome, Requirement } from '../model/change-set.ts';
import { isMemoryKind, nodeKinds } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { analysisOf } from '../operations/analysed.ts';
import { endRequirements } from '../operations/compile-memory.ts';
import { type Draft, emptyDraft } from '../operations/define-operation.ts';
import type { ImportedLink, ImportedNode } from './import-line.ts';

/** What is written before what: aliases need their entities, memories what they are about, links both ends. */
export const stages = ['entity', 'alias', 'memory', 'link'] as const;
export type Stage = (typeof stages)[number];

/** A checked line that is still to be written. */
export type ImportedLine = (ImportedNode | ImportedLink) & { readonly number: number };

export function stageOf(line: ImportedNode | ImportedLink): Stage {
  if ('link' in line) return 'link';
  const { kind } = line.node;
  return kind === 'entity' || kind === 'alias' ? kind : 'memory';
}

/** The change set of lines of one stage. */
export function draftOf(
  stage: Stage,
  lines: readonly ImportedLine[],
  names: ReadonlyMap<string, string>,
): Draft {
  const rows = {
    nodes: lines.flatMap((line) => ('node' in line ? [line] : [])),
    links: lines.flatMap((line) => ('link' in line ? [line.link] : [])),
    names,
  };
  const requires = distinct(lines.flatMap(requirementsOf));
  return { ...emptyDraft, ...rowsOf[stage](rows), requires };
}

interface Rows {
  readonly nodes: readonly ImportedNode[];
  readonly links: readonly LinkRow[];
  /** The names of the entities that memories are about, by id, as far as they are known. */
  readonly names: ReadonlyMap<string, string>;
}

const rowsOf: Readonly<Record<Stage, (rows: Rows) => Partial<Draft>>> = {
  entity: ({ nodes }) => ({
    entities: nodes.map(({ node }) => ({ id: node.id, record: node, aliases: [] })),
  }),
  alias: ({ nodes }) => ({ entities: aliasRows(nodes.map(({ node }) => node)) }),
  memory: ({ nodes, names }) => memoryRows(nodes, names),
  link: ({ links }) => ({ links }),
};

/** An alias joins its entity, which is required and so never made from this record; `update` lets it join a known one. */
function aliasRows(aliases: readonly NodeRecord[]): readonly EntityRow[] {
  const rows = new Map<string, EntityRow>();
  for (const alias of aliases) {
    const { target = '', name = target, createdAt } = alias;
    const record = { id: target, kind: 'entity', name, createdAt } as const;
    const row = rows.get(target) ?? { id: target, record, aliases: [], update: {} };
    rows.set(target, { ...row, aliases: [...row.aliases, alias] });
  }
  return [...rows.values()];
}

/** A known node is not linked to what it is about; a pattern may be known with other entities, so it gets links. */
function memoryRows(
  lines: readonly ImportedNode[],
  names: ReadonlyMap<string, string>,
): Pick<Draft, 'nodes' | 'links'> {
  const namesOf = ({ about = [] }: ImportedNode): readonly string[] =>
    about.flatMap((id) => names.get(id) ?? []);
  return {
    nodes: lines.map((line) => ({
      record: line.node,
      about: isPattern(line) ? [] : (line.about ?? []),
      ...(isMemoryKind(line.node.kind) ? { analysis: analysisOf(line.node, namesOf(line)) } : {}),
    })),
    links: lines.filter(isPattern).flatMap(({ node, about = [] }) => about.map(aboutLink(node.id))),
  };
}

const isPattern = ({ node }: ImportedNode): boolean => node.kind === 'pattern';

const aboutLink =
  (from: string) =>
  (to: string): LinkRow => ({ from, type: 'ABOUT', to });

/** An entity of the export may be known here as an alias. */
const entityKinds = ['entity', 'alias'] as const;

function requirementsOf(line: ImportedLine): readonly Requirement[] {
  if ('link' in line) return endRequirements(line.link);
  const { target } = line.node;
  const entities = [...(line.about ?? []), ...(target === undefined ? [] : [target])];
  return entities.map((id) => ({ id, kinds: entityKinds }));
}

const distinct = (requires: readonly Requirement[]): readonly Requirement[] => [
  ...new Map(requires.map((need) => [`${need.id} ${need.kinds.join(' ')}`, need])).values(),
];

/** Why lines of one stage were not written, with the number of a line that is to blame. */
export function importRefusal(
  { missing, conflicting }: Extract<Outcome, { refused: true }>,
  lines: readonly ImportedLine[],
): InvalidInputError {
  const [problem, ids, needs] =
    missing.length > 0
      ? [
          'are neither in the file before them nor in this space with a kind that this line can use',
          missing,
          requirementsOf,
        ]
      : ['hold other content in this space', conflicting, madeBy];
  const number = blamed(lines, (line) => needs(line).filter(({ id }) => ids.includes(id)));
  return new InvalidInputError(
    'id',
    `Line ${number}: The ids ${ids.slice(0, 5).join(', ')} ${problem}`,
  );
}

const madeBy = (line: ImportedLine): readonly Requirement[] =>
  'node' in line ? [{ id: line.node.id, kinds: nodeKinds }] : [];

/** The line that needs one of the ids with the fewest kinds: others may be content with the kind that is there. */
function blamed(
  lines: readonly ImportedLine[],
  needs: (line: ImportedLine) => readonly Requirement[],
): number {
  const suspects = lines.flatMap((line) =>
    needs(line).map(({ kinds }) => ({ number: line.number, kinds: kinds.length })),
  );
  return suspects.toSorted((a, b) => a.kinds - b.kinds)[0]?.number ?? lines[0]?.number ?? 0;
}
