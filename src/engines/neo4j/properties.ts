import { facetsOf, spaceToken } from '../../engine/facets.ts';
import { ownLines } from '../../engine/field.ts';
import type { Analysis } from '../../model/change-set.ts';
import { isMemoryKind } from '../../model/kind.ts';
import {
  dueKey,
  instantProperties,
  type NodeRecord,
  orderKey,
  type PropertyValue,
} from '../../model/node-record.ts';
import { instantText } from './instant-text.ts';
import { InstantValue, type Parameter, type ParameterMap } from './parameter.ts';

/** What only the engine knows of a node; never part of an answer. */
const internalProperties: ReadonlySet<string> = new Set([
  'space',
  'writtenBy',
  'updatedBy',
  'transitionedBy',
  'orderKey',
  'dueKey',
  'terms',
  'facets',
  'session',
  'text',
  'scope',
  'context',
  'hasOtherLinks',
]);

/** What the ABOUT links of an entity are found by; tokens are of one length, so no two spaces share one. */
const contextOf = (space: string, id: string): string => `${spaceToken(space)}|${id}`;

/** Everything that is stored of a node, its key and its writer left out. */
export function storedProperties(space: string, record: NodeRecord): ParameterMap {
  const { id: _id, writtenBy: _writtenBy, ...given } = record;
  return {
    ...toParameters(given),
    orderKey: orderKey(record),
    ...(record.kind === 'commitment' ? { dueKey: dueKey(record) } : {}),
    ...(record.kind === 'entity' ? { context: contextOf(space, record.id) } : {}),
  };
}

/** What full text finds a memory by: its terms, and the facets that it filters by. */
export function fieldProperties(
  space: string,
  { kind, domain }: Pick<NodeRecord, 'kind' | 'domain'>,
  { about, analysis }: { readonly about: readonly string[]; readonly analysis: Analysis },
): { readonly terms: string; readonly facets: string } | undefined {
  if (!isMemoryKind(kind)) return undefined;
  const facets = facetsOf({ space, kind, domain, about, analysisVersion: analysis.version });
  return { terms: ownLines(analysis), facets };
}

/** Properties of a record as parameters, instants as DATETIME; what is absent stays absent. */
export function toParameters(properties: Partial<NodeRecord>): ParameterMap {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, toParameter(name, value)]],
    ),
  );
}

function toParameter(name: string, value: PropertyValue): Parameter {
  return instantProperties.has(name) && typeof value === 'string' ? new InstantValue(value) : value;
}

/** The label of a kind: `decision` is `Decision`; the four kinds of memory are `Memory` as well. */
export function labelsOf(kind: NodeRecord['kind']): readonly string[] {
  const label = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return isMemoryKind(kind) ? [label, 'Memory'] : [label];
}

/** A stored node without what only the engine knows. */
export function toRecord(
  stored: Readonly<Record<string, unknown>>,
  keep: 'fingerprint' | 'nothing' = 'nothing',
): NodeRecord {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (value === null || internalProperties.has(name)) continue;
    if (name === 'fingerprint' && keep !== 'fingerprint') continue;
    const isInstant = typeof value === 'string' && instantProperties.has(name);
    record[name] = isInstant ? instantText(value) : value;
  }
  // Only nodes that this engine wrote from a NodeRecord are read.
  return record as unknown as NodeRecord;
}
