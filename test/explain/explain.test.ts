import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { statements, withoutPlan } from '../../src/engines/neo4j/statements/registry.ts';
import type { ChangeSet, EntityRow, LinkRow } from '../../src/model/change-set.ts';
import { newId } from '../../src/model/identity.ts';
import { nextCreatedAt } from '../../src/model/instant.ts';
import { memoryKinds } from '../../src/model/kind.ts';
import { changeSet, entity, memory } from '../neo4j/change-sets.ts';
import { openDriver } from '../neo4j/engines.ts';
import { Neo4jServer } from '../support/neo4j-server.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { planProblems } from './plan-problems.ts';

const names = Object.keys(statements);
const planned = names.filter((name) => !withoutPlan.has(name));
/** A further level of a neighbourhood has the text of the one before. */
const different = planned.filter((name) => !/^neighbourhood[3-6]$/.test(name));

/** What `beforeAll` has opened. */
function opened<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The server has not been started');
  return value;
}

// A plan depends on what is stored when it is made, and stays: a server of its own begins empty.
describeNeo4j('the plan of every statement', () => {
  let server: Neo4jServer | undefined;
  let driver: Driver | undefined;
  let engine: Neo4jEngine | undefined;
  const problemsOf = async (name: string): Promise<readonly string[]> => {
    const text = (statements[name] ?? '').replace('CYPHER 5', 'CYPHER 5 EXPLAIN');
    await using session = opened(driver).session({ database: 'neo4j' });
    const { summary } = await session.run(text, { p: {} });
    if (summary.plan === false) throw new Error(`${name} has no plan`);
    return planProblems(summary.plan);
  };
  beforeAll(async () => {
    server = await Neo4jServer.open();
    const { url, username, password } = server;
    engine = new Neo4jEngine({ url, username, password, migrate: true, warm: false });
    driver = openDriver(server);
    await engine.ready({});
  }, 240_000);
  afterAll(async () => {
    await engine?.close();
    await driver?.close();
    await server?.close();
  });

  it.each(names)(
    'begins with the version of its language and has no other parameter than one: %s',
    (name) => {
      const text = statements[name] ?? '';
      expect(text).toMatch(/^CYPHER 5\n/);
      expect(new Set(text.match(/\$\w+/g) ?? ['$p'])).toEqual(new Set(['$p']));
    },
  );

  describe('made while the store is empty', () => {
    it.each(planned)('has no scan: %s', { timeout: 120_000 }, async (name) => {
      expect(await problemsOf(name)).toEqual([]);
    });
  });

  // Where there are few of everything a scan costs no more than a seek, and the plan stays.
  describe.each([
    { memories: 'a few', size: 25, asked: different },
    { memories: 'thousands', size: 3000, asked: planned },
  ])('made when there are $memories in the store', ({ size, asked }) => {
    beforeAll(async () => {
      await fill(opened(engine), size);
      await forgetPlans(opened(driver));
    }, 240_000);

    it.each(asked)('has no scan: %s', { timeout: 120_000 }, async (name) => {
      expect(await problemsOf(name)).toEqual([]);
    });
  });
});

function known(name: string, index: number): EntityRow {
  const alias = entity(`alias of ${name}`).record;
  return index % 3 === 0
    ? { ...entity(name), aliases: [{ ...alias, kind: 'alias', target: entity(name).id }] }
    : entity(name);
}

async function forgetPlans(driver: Driver): Promise<void> {
  await driver.executeQuery('CALL db.clearQueryCaches()', {}, { database: 'neo4j' });
}

const linkTypes = ['LEADS_TO', 'LEARNED_FROM', 'SUPERSEDES', 'RELATED_TO', 'OF_MY_OWN'];

/** Memories of every kind in two spaces: about shared entities, every third of which has an alias, in a session, with links among them. */
async function fill(engine: Neo4jEngine, size: number): Promise<void> {
  for (const space of ['one', 'two']) {
    const ids = Array.from({ length: size }, () => newId());
    const rows = ids.map((id, index) => {
      const about = [`entity ${index % 40}`, `entity ${index % 7}`];
      const kind = memoryKinds[index % memoryKinds.length] ?? 'note';
      const before = ids[index - 1];
      const type = linkTypes[index % linkTypes.length] ?? 'RELATED_TO';
      const links: LinkRow[] = [
        { from: id, type: 'DURING', to: `session ${space}` },
        ...(before === undefined ? [] : [{ from: id, type, to: before }]),
      ];
      const record = kind === 'commitment' ? { dueAt: '2026-04-01T09:00:00.000Z' } : {};
      return changeSet(space, {
        entities: [...new Set(about)].map((name) => known(name, Number(name.split(' ')[1]))),
        nodes: [memory(id, `memory ${index}`, { kind, about, record })],
        links,
      });
    });
    await engine.write([sessionOf(space), ...rows], { atomic: true });
  }
}

const sessionOf = (space: string): ChangeSet => {
  const record = { kind: 'session', status: 'open', createdAt: nextCreatedAt() } as const;
  return changeSet(space, {
    nodes: [{ record: { id: `session ${space}`, ...record }, about: [] }],
  });
};
