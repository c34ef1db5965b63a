import { analyseMemory } from '../analysis/analyse-memory.ts';
import type { OutdatedMemory } from '../engine/reads.ts';
import type { Analysis, NodeRow, ReindexedRow } from '../model/change-set.ts';
import { isMemoryKind } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Draft } from './define-operation.ts';

/** A draft with the analysis of each memory that has none yet. */
export function analysed(draft: Draft): Draft {
  if (draft.nodes.length === 0) return draft;
  const names = new Map(draft.entities.map(({ id, record }) => [id, record.name]));
  return { ...draft, nodes: draft.nodes.map((row) => withAnalysis(row, draft, names)) };
}

function withAnalysis(
  row: NodeRow,
  { links }: Draft,
  names: ReadonlyMap<string, string | undefined>,
): NodeRow {
  const { record, about, analysis } = row;
  if (analysis !== undefined || !isMemoryKind(record.kind)) return row;
  // A pattern is about what its links say.
  const linked = links.filter(({ from, type }) => from === record.id && type === 'ABOUT');
  const ids = [...about, ...linked.map(({ to }) => to)];
  const entityNames = new Set(ids.flatMap((id) => names.get(id) ?? []));
  return { ...row, analysis: analysisOf(record, [...entityNames]) };
}

/** The analysis of a memory about entities of these names. */
export function analysisOf(record: NodeRecord, entityNames: readonly string[]): Analysis {
  const { content = '', occurredAt = record.createdAt } = record;
  return analyseMemory({ ...record, content, occurredAt, entityNames });
}

/** A stored memory with the analysis of this release. */
export function reanalysed({ node, entities, session }: OutdatedMemory): ReindexedRow {
  const { id, kind, status, domain } = node;
  const names = entities.map(({ name }) => name);
  return {
    record: {
      id,
      kind,
      ...(status === undefined ? {} : { status }),
      ...(domain === undefined ? {} : { domain }),
    },
    about: entities.map((entity) => entity.id),
    ...(session === undefined ? {} : { session }),
    analysis: analysisOf(node, names),
  };
}
