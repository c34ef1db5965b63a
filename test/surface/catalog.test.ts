import { readFileSync } from 'node:fs';

import type { MemOS } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { describeApi } from '../../src/http/open-api.ts';
import { catalogTools, toolName } from '../../src/mcp/catalog-tools.ts';
import { catalog } from '../../src/surface/catalog.ts';
import { describeEngines } from '../contract/engines.ts';
import { catalogTable } from './catalog-table.ts';
import { operationNames } from './operation-names.ts';

const names = catalog.map(({ name }) => name);

describe('the catalog', () => {
  it('offers every operation, batch and verb of the library', () => {
    expect([...names].toSorted()).toEqual(operationNames());
  });

  it('names each once', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(names)('%s is an MCP tool, an HTTP route and a line of both pages', (name) => {
    expect(catalogTools.map((tool) => tool.name)).toContain(toolName(name));
    const { paths } = describeApi(catalog, { version: '1', hasTokens: true });
    expect(Object.keys(paths as object)).toContain(`/v1/${name}`);
    expect(readFileSync('docs/http.md', 'utf8')).toContain(`| \`/v1/${name}\` |`);
    expect(readFileSync('docs/mcp.md', 'utf8')).toContain(`| \`${toolName(name)}\` |`);
  });

  it('is what the tables of the pages were made from', () => {
    const routes = catalogTable(({ name }) => `/v1/${name}`);
    const tools = catalogTable(({ name }) => toolName(name));
    expect(readFileSync('docs/http.md', 'utf8')).toContain(routes);
    expect(readFileSync('docs/mcp.md', 'utf8')).toContain(tools);
  });
});

describeEngines('every answer', (open, engine) => {
  it('has the shape that its schema says, and nothing more', async () => {
    await using memory = await open();
    const told = await answers(memory, engine === 'neo4j');
    expect(Object.keys(told).toSorted()).toEqual(
      names.filter((name) => engine === 'neo4j' || name !== 'queryGraph').toSorted(),
    );
    for (const offer of catalog) {
      const answer = told[offer.name];
      if (answer === undefined) continue;
      // Parsing drops what a schema does not know.
      expect(offer.output.parse(answer), offer.name).toEqual(answer);
    }
  });
});

/** One answer of every offer, with as many of its optional fields as can be. */
async function answers(memory: MemOS, hasCypher: boolean): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  const call = async (name: string, input: unknown): Promise<void> => {
    const offer = catalog.find((one) => one.name === name);
    if (offer === undefined) throw new Error(`No offer ${name}`);
    const { receipt: _cost, ...answer } = (await offer.run(memory, input, {})) as {
      receipt?: unknown;
    };
    told[name] = answer;
  };
  await call('createEntity', { name: 'Ada', type: 'person', aliases: ['Countess'] });
  await call('startSession', { id: 's1', agent: 'scribe', topic: 'planning' });
  const about = {
    entities: ['Ada', { name: 'Shed', type: 'place' }],
    sessionId: 's1',
    domain: 'work',
  };
  await call('recordDecision', {
    id: 'd1',
    content: 'Ship on Fridays',
    rationale: 'Habit',
    ...about,
  });
  await call('remember', {
    id: 'd2',
    kind: 'decision',
    content: 'Ship on Mondays',
    alternatives: ['Never'],
    confidence: 0.9,
    supersedes: ['d1'],
    links: [{ type: 'IMPACTS', to: 's1', properties: { how: ['much', 1] } }],
    ...about,
  });
  await call('createCommitment', {
    id: 'c1',
    content: 'Send it',
    to: 'Ada',
    dueAt: '2026-01-01',
    priority: 'high',
  });
  await call('recordPattern', { id: 'p1', content: 'Fridays break', confidence: 0.5, ...about });
  await call('createEntitiesBatch', { items: [{ name: 'Bo' }, { name: '' }], atomic: false });
  await call('createCommitmentsBatch', { items: [{ content: 'Call' }] });
  await call('recordPatternsBatch', { items: [{ content: 'Mondays hold' }] });
  await call('storeMemoryBatch', {
    items: [
      { content: 'A note', speaker: 'Ada' },
      { content: 'x', kind: 'pattern' },
    ],
  });
  await call('linkNodes', { from: 'd2', type: 'LEADS_TO', to: 'c1' });
  await call('relate', { from: 'd2', type: 'LEADS_TO', to: 'c1' });
  await call('linkNodesBatch', {
    items: [{ from: 'd2', type: 'RELATED_TO', to: 'nobody' }],
    atomic: false,
  });
  await call('getCommitments', { order: 'due', limit: 1 });
  await call('completeCommitment', { id: 'c1', outcome: 'Sent' });
  await call('getDecisions', {});
  await call('getPatterns', {});
  await call('list', { kinds: ['note'] });
  await call('get', { ids: ['d1', 'c1', 's1'] });
  await call('recall', { query: 'When does Ada ship?', history: true });
  await call('reflect', { topic: 'Ada' });
  await call('findCorrelations', { outcome: 'ship' });
  await call('findRelated', { id: 'd2', depth: 2 });
  await call('whatLedTo', { id: 'c1' });
  await call('whatResultedFrom', { id: 'd1' });
  await call('getEntityContext', { name: 'countess' });
  await call('endSession', { id: 's1', summary: 'Planned' });
  await call('health', {});
  await call('forget', { ids: ['d2', 'unknown'] });
  if (hasCypher) await call('queryGraph', { cypher: 'RETURN 1 AS one, {a: [1]} AS map' });
  return told;
}
