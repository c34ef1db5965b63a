import { Adapter, MemOS } from 'memos-graph';

/** Methods around the operations, which a program needs and a surface does not offer. */
const notOffered = new Set([
  'applySchema',
  'batch',
  'changeSet',
  'close',
  'constructor',
  'export',
  'import',
  'inSpace',
  'metrics',
  'openContext',
  'read',
  'ready',
  'reindex',
  'schemaStatus',
  'sessionContext',
  'space',
  'write',
]);

/** What the library can do, by the names of its methods. */
export function operationNames(): readonly string[] {
  const names = [Adapter, MemOS].flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
      typeof value === 'function' && !notOffered.has(name) ? [name] : [],
    ),
  );
  return [...new Set(names)].toSorted();
}
