import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const inside = ['model', 'errors'];
const core = ['memos', 'recall', 'reflection', 'operations', 'engine', 'analysis', ...inside];
const engines = ['engines/sqlite', 'engines/neo4j'];
const adapters = ['sqlite-adapter.ts', 'neo4j-adapter.ts'];

/** What each part may import, besides itself. Order: the inside first, the edges last. */
const layers: Readonly<Record<string, readonly string[]>> = {
  model: [],
  errors: [],
  engine: inside,
  analysis: inside,
  operations: ['analysis', 'engine', ...inside],
  vectors: ['analysis', ...inside],
  recall: ['vectors', 'analysis', 'engine', ...inside],
  reflection: ['analysis', 'engine', ...inside],
  memos: ['operations', 'recall', 'reflection', 'vectors', 'analysis', 'engine', ...inside],
  'engines/sqlite': ['engine', ...inside],
  'engines/neo4j': ['engine', ...inside],
  'sqlite-adapter.ts': ['engines/sqlite', 'operations', 'memos', 'engine', ...inside],
  'neo4j-adapter.ts': ['engines/neo4j', 'operations', 'memos', 'engine', ...inside],
  'open-memory.ts': [...engines, ...adapters, 'operations', 'memos', 'engine', ...inside],
  'index.ts': ['open-memory.ts', ...adapters, ...core],
  watch: ['errors'],
  surface: ['memos', 'recall', 'operations', 'engine', ...inside],
  mcp: ['surface', 'memos', 'reflection', 'operations', 'engine', ...inside],
  http: ['mcp', 'surface', 'memos', 'operations', 'engine', ...inside],
  cli: ['http', 'mcp', 'watch', 'index.ts', 'open-memory.ts', ...adapters, ...core],
};

/** Modules that one folder owns: no other may name them, be it in an import, a require or a type. */
const owners: Readonly<Record<string, string>> = {
  'neo4j-driver': 'engines/neo4j/session',
  'node:sqlite': 'engines/sqlite',
  '@photostructure/sqlite': 'engines/sqlite',
  commander: 'cli',
  'jsonc-parser': 'cli/clients',
  stemmer: 'analysis',
  'chrono-node': 'analysis',
  '@modelcontextprotocol/server': 'mcp',
  hono: 'http',
  '@hono/node-server': 'http',
};

interface Edge {
  readonly from: string;
  readonly to: string;
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .toSorted();

/** Every string counts: a module is named by import, export, `import()`, `require`, a type or a URL. */
const named = sources.flatMap((from) => {
  const { program, errors } = parseSync(from, readFileSync(join('src', from), 'utf8'));
  if (errors.length > 0) throw new Error(`${from} cannot be parsed`, { cause: errors });
  return strings(program).map((to): Edge => ({ from, to }));
});

function strings(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('cooked' in node && typeof node.cooked === 'string') return [node.cooked];
  if ('type' in node && node.type === 'Literal' && 'value' in node) {
    return typeof node.value === 'string' ? [node.value] : [];
  }
  return Object.values(node).flatMap(strings);
}

const edges = named
  .filter(({ to }) => /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(to))
  .map(({ from, to }): Edge => ({ from, to: join(dirname(from), to) }));

/** `engines` is no layer of its own: its engines must not know each other. */
function partOf(file: string): string {
  const [folder = '', engine = ''] = file.split('/');
  return folder === 'engines' ? `${folder}/${engine}` : folder;
}

const isUnder = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

function owned({ to }: Edge): string[] {
  return Object.keys(owners).filter((name) => to === name || isUnder(to, name));
}

/** The first cycle met on the way down from `file`, if any; files in `clean` are known to be in none. */
function findCycle(
  file: string,
  path: readonly string[],
  clean: Set<string>,
): string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (clean.has(file)) return undefined;
  for (const { from, to } of edges) {
    if (from !== file) continue;
    const cycle = findCycle(to, [...path, file], clean);
    if (cycle !== undefined) return cycle;
  }
  clean.add(file);
  return undefined;
}

describe('architecture', () => {
  it('knows every part', () => {
    expect([...new Set(sources.map(partOf))].toSorted()).toEqual(Object.keys(layers).toSorted());
  });

  it('has no index file inside a layer', () => {
    expect(sources.filter((file) => file.endsWith('/index.ts'))).toEqual([]);
  });

  it('imports files by their own names', () => {
    expect(edges.filter(({ to }) => !sources.includes(to))).toEqual([]);
  });

  it('imports only what lies further inside', () => {
    const outward = edges.filter(({ from, to }) => {
      const part = partOf(from);
      return part !== partOf(to) && layers[part]?.includes(partOf(to)) !== true;
    });
    expect(outward).toEqual([]);
  });

  it('has no import cycles, not even of types', () => {
    const clean = new Set<string>();
    const cycles = sources.map((file) => findCycle(file, [], clean)?.join(' → '));
    expect(cycles.filter((cycle) => cycle !== undefined)).toEqual([]);
  });

  it('keeps each third-party module in its place', () => {
    const strays = named.filter((edge) =>
      owned(edge).some((name) => !isUnder(edge.from, owners[name] ?? name)),
    );
    expect(strays).toEqual([]);
  });
});

describe('dependencies', () => {
  const {
    dependencies,
    optionalDependencies,
  }: Record<string, Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8'));
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  const decisions = readdirSync('docs/decisions')
    .map((page) => readFileSync(join('docs/decisions', page), 'utf8'))
    .join('\n');

  it('are the few that the decisions account for', () => {
    expect(names).toEqual([
      '@hono/node-server',
      '@modelcontextprotocol/server',
      'chrono-node',
      'commander',
      'hono',
      'jsonc-parser',
      'neo4j-driver',
      'stemmer',
      'zod',
      '@photostructure/sqlite',
    ]);
  });

  it.each(names)('%s is named in a decision', (name) => {
    expect(decisions).toMatch(new RegExp(`(?<![\\w/@-])${name}(?![\\w/-])`));
  });
});
