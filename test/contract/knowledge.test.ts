import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { KnowledgeGraph } from '../../src/memos/knowledge-graph.ts';
import { parseKnowledgeFile } from '../../src/memos/parse-knowledge-file.ts';
import { knowledgeEntityId, knowledgeHeadId, newId } from '../../src/model/identity.ts';
import { changesNothing, exported, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const graphOf = (memory: MemOS): KnowledgeGraph => new KnowledgeGraph(memory.adapter);

const person = (name: string, ...observations: string[]) => ({
  name,
  entityType: 'person',
  observations,
});
const knows = (from: string, to: string) => ({ from, to, relationType: 'knows' });

/** Names and texts that no column and no property keeps by itself. */
async function fill(memory: MemOS): Promise<void> {
  const graph = graphOf(memory);
  const twins = [person('Twin', 'first'), person('Twin', 'second')];
  await graph.createEntities([person('Zoe'), person('zoe', 'a\u0000b', '\ud800'), ...twins]);
  await graph.createEntities([person('', ''), person('Ada', 'likes zebras')]);
  await graph.createRelations([knows('Zoe', 'nobody'), knows('Ada', 'Zoe'), knows('Ada', 'Zoe')]);
}

const jsonl = (...lines: readonly unknown[]): string =>
  lines.map((line) => JSON.stringify(line)).join('\n');

describeEngines('knowledge graphs', (open, engine) => {
  it('are met by no read of memories', async () => {
    await using memory = await open();
    await memory.remember('Ada likes tea', { id: 'n', entities: ['Ada'] });
    await fill(memory);
    const id = knowledgeEntityId('Ada');
    expect((await memory.list()).items.map((item) => item.id)).toEqual(['n']);
    expect((await memory.recall('zebras')).memories).toEqual([]);
    expect((await memory.recall('')).memories.map((found) => found.id)).toEqual(['n']);
    expect((await memory.getEntityContext('Zoe')).entity).toBeNull();
    expect((await memory.getEntityContext('Ada')).memories).toHaveLength(1);
    expect((await memory.get([id, knowledgeHeadId])).items).toEqual([]);
    for (const call of [
      () => memory.relate('n', 'RELATED_TO', id),
      () => memory.whatLedTo(id),
      () => memory.adapter.findRelated({ id }),
      () => memory.adapter.endSession({ id }),
    ])
      expect(await failureFacts(call())).toMatchObject({ code: 'NODE_NOT_FOUND' });
    expect(await failureFacts(memory.remember('x', { id }))).toMatchObject({ field: 'id' });
  });

  it('add a text of one call as often as it stands there, but none that was known', async () => {
    await using memory = await open();
    const graph = graphOf(memory);
    await graph.createEntities([person('Ada', 'known', 'gone', 'gone')]);
    const contents = ['known', 'new', 'new'];
    expect(await graph.addObservations([{ entityName: 'Ada', contents }])).toEqual([
      { entityName: 'Ada', addedObservations: ['new', 'new'] },
    ]);
    await graph.deleteObservations([{ entityName: 'Ada', observations: ['gone', 'other'] }]);
    expect((await graph.readGraph()).entities).toEqual([person('Ada', 'known', 'new', 'new')]);
  });

  it('are of one space alone', async () => {
    await using memory = await open();
    await using other = await open();
    await fill(memory);
    expect(await graphOf(other).readGraph()).toEqual({ entities: [], relations: [] });
    await graphOf(other).createEntities([person('Ada', 'elsewhere')]);
    await graphOf(other).deleteEntities(['Zoe', 'Twin']);
    const { entities, relations } = await graphOf(memory).readGraph();
    expect(entities.map(({ name }) => name)).toEqual(['Zoe', 'zoe', 'Twin', 'Twin', '', 'Ada']);
    expect(relations).toEqual([knows('Zoe', 'nobody'), knows('Ada', 'Zoe'), knows('Ada', 'Zoe')]);
    expect((await graphOf(other).openNodes(['Ada'])).entities).toEqual([
      person('Ada', 'elsewhere'),
    ]);
  });

  it('are carried over by export and import, also by one that is repeated', async () => {
    await using memory = await open();
    await using other = await open();
    await fill(memory);
    const lines = await exported(memory);
    await other.import(lines);
    expect(await exported(other)).toEqual(lines);
    expect(await graphOf(other).readGraph()).toEqual(await graphOf(memory).readGraph());
    await changesNothing(other, () => other.import(lines));
    // What comes later stands behind what was imported.
    await graphOf(other).createEntities([person('Last')]);
    expect((await graphOf(other).readGraph()).entities.at(-1)?.name).toBe('Last');
  });

  it('take no line of an export that could not have been written', async () => {
    await using memory = await open();
    await fill(memory);
    const lines = await exported(memory);
    const node = lines
      .map((line) => (line as { node?: Record<string, unknown> }).node)
      .find((found) => found?.['id'] === knowledgeEntityId('Ada'));
    await using other = await open();
    for (const wrong of [
      { content: '"Eve"' },
      { summary: '[]' },
      { summary: '{' },
      { status: 'open' },
      { id: knowledgeHeadId },
    ]) {
      const attempt = other.import([lines[0], { node: { ...node, ...wrong } }]);
      expect((await failureFacts(attempt))['message']).toMatch(/^Line 2: Expected /);
    }
    expect(await exported(other)).toHaveLength(1);
  });

  it('are gone when the space is forgotten, and begin anew', async () => {
    await using memory = await open();
    await fill(memory);
    const { nodes } = await memory.forget({ space: true });
    expect(new Set(nodes.map(({ kind }) => kind))).toEqual(new Set(['knowledge']));
    expect(await exported(memory)).toHaveLength(1);
    expect(await graphOf(memory).readGraph()).toEqual({ entities: [], relations: [] });
    await graphOf(memory).createEntities([person('Ada')]);
    expect((await graphOf(memory).readGraph()).entities).toEqual([person('Ada')]);
  });

  it('stay when an entity of memories or what is old is forgotten', async () => {
    await using memory = await open();
    await memory.remember('Ada likes tea', { entities: ['Ada'] });
    await fill(memory);
    const before = await graphOf(memory).readGraph();
    await memory.forget({ entity: 'Ada' });
    await memory.forget({ before: '2999-01-01' });
    expect(await graphOf(memory).readGraph()).toEqual(before);
  });

  it('change whole or not at all', async () => {
    await using memory = await open();
    await fill(memory);
    await changesNothing(memory, async () => {
      const attempt = graphOf(memory).addObservations([
        { entityName: 'Ada', contents: ['lost'] },
        { entityName: 'ADA', contents: ['x'] },
      ]);
      expect((await failureFacts(attempt))['message']).toBe('Entity with name ADA not found');
    });
  });

  it('lose nothing when many changes come at once', async () => {
    await using memory = await open();
    const graph = graphOf(memory);
    await graph.createEntities([person('Ada')]);
    const labels = Array.from({ length: 30 }, (_, index) => `label ${index}`);
    await Promise.all(
      labels.map((label) => graph.addObservations([{ entityName: 'Ada', contents: [label] }])),
    );
    expect((await graph.readGraph()).entities).toEqual([person('Ada', ...labels)]);
  });

  it('keep their order over more than one page', async () => {
    await using memory = await open();
    const graph = graphOf(memory);
    const entities = Array.from({ length: 2_300 }, (_, index) => person(`Entity ${index}`));
    const relations = entities.map(({ name }) => knows(name, 'Entity 7'));
    await graph.createEntities(entities);
    await graph.createRelations(relations);
    expect(await graph.readGraph()).toEqual({ entities, relations });
    await graph.deleteEntities(['Entity 7']);
    expect(await graph.readGraph()).toEqual({
      entities: entities.filter(({ name }) => name !== 'Entity 7'),
      relations: [],
    });
  });

  it('take over a file of the reference server, and what it gained since', async () => {
    await using memory = await open();
    const graph = graphOf(memory);
    const ada = { type: 'entity', ...person('Ada', 'a', 'a'), ignored: 1 };
    const relation = { type: 'relation', ...knows('Ada', 'Bob') };
    const first = parseKnowledgeFile(`\ufeff${jsonl(ada, relation, ada)}\r\n\n`);
    expect(await graph.takeOver(first)).toEqual({
      entities: { created: 2, extended: 0, known: 0 },
      relations: { created: 1, known: 0 },
    });
    const taken = {
      entities: [person('Ada', 'a', 'a'), person('Ada', 'a', 'a')],
      relations: [knows('Ada', 'Bob')],
    };
    expect(await graph.readGraph()).toEqual(taken);
    await changesNothing(memory, () => graph.takeOver(first));
    // What was deleted since stays deleted.
    await graph.deleteRelations(taken.relations);
    await changesNothing(memory, () => graph.takeOver(first));
    const grown = { type: 'entity', ...person('Ada', 'a', 'b') };
    const later = parseKnowledgeFile(jsonl(grown, { type: 'entity', ...person('Bob') }));
    expect(await graph.takeOver(later)).toEqual({
      entities: { created: 1, extended: 1, known: 0 },
      relations: { created: 0, known: 0 },
    });
    expect((await graph.readGraph()).entities).toEqual([
      person('Ada', 'a', 'a', 'b'),
      person('Ada', 'a', 'a'),
      person('Bob'),
    ]);
  });

  it('take over a file of many thousand lines whole', async () => {
    await using memory = await open();
    const entities = Array.from({ length: 3_000 }, (_, index) => person(`Entity ${index}`, 'x'));
    const file = parseKnowledgeFile(jsonl(...entities.map((one) => ({ type: 'entity', ...one }))));
    const taken = await graphOf(memory).takeOver(file);
    expect(taken.entities.created).toBe(3_000);
    expect(await graphOf(memory).readGraph()).toEqual({ entities, relations: [] });
  });

  it('cost the same however much there is', async () => {
    await using memory = await open();
    const graph = graphOf(memory);
    const costOf = async (call: () => Promise<unknown>) => {
      const before = memory.adapter.metrics();
      await call();
      const { statements, roundTrips } = memory.adapter.metrics();
      return {
        statements: statements - before.statements,
        roundTrips: roundTrips - before.roundTrips,
      };
    };
    const costs = async () => ({
      adding: await costOf(() =>
        graph.addObservations([{ entityName: 'Ada', contents: [newId()] }]),
      ),
      creating: await costOf(() => graph.createEntities([person(newId())])),
      knowing: await costOf(() => graph.createEntities([person('Ada')])),
      reading: await costOf(() => graph.openNodes(['Ada'])),
    });
    await graph.createEntities([person('Ada')]);
    const little = await costs();
    await graph.createEntities(Array.from({ length: 400 }, (_, index) => person(`${index}`)));
    expect(await costs()).toEqual(little);
    // On SQLite each record that is written counts as a statement; an embedded file has no way to go.
    const [change, nothing, read] = engine === 'neo4j' ? [3, 2, 1] : [0, 0, 0];
    const written = engine === 'neo4j' ? 3 : 4;
    expect(little).toEqual({
      adding: { statements: written, roundTrips: change },
      creating: { statements: written, roundTrips: change },
      knowing: { statements: 2, roundTrips: nothing },
      reading: { statements: 1, roundTrips: read },
    });
  });
});
