import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { entityId } from '../../src/model/identity.ts';
import { emptyDraft } from '../../src/operations/define-operation.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { changesNothing, exported, failureFacts } from './answers.ts';
import { describeEngines, neo4jSpaces, openFile } from './engines.ts';
import { tellStory } from './story.ts';

/** Everything there is to carry over: the story, and texts that could be read as something else. */
async function fill(memory: MemOS): Promise<void> {
  await tellStory(memory, {});
  await memory.remember('{"json": "in text"}\n"quoted" — ünïcode 🦊', {
    id: 'ürsprung/1',
    entities: [
      { name: 'Zoë', type: 'person', aliases: ['Zo', 'Z.'], description: 'a\tb' },
      'flour',
    ],
    links: [{ type: 'MY_OWN_2', to: 'note-1', properties: { nested: [{ a: null }, 'ü'] } }],
    sessionId: 'session-1',
  });
  await memory.relate('ürsprung/1', 'ABOUT', entityId('oven'), { how: 'in passing' });
  await memory.adapter.createEntity({ name: 'Harrow Mill', aliases: ['The Mill'] });
}

const header = { format: 'memos-graph', version: 1 };

const note = {
  id: 'note',
  kind: 'note',
  status: 'active',
  content: 'x',
  createdAt: '2024-01-01T00:00:00.000001Z',
  occurredAt: '2024-01-01T00:00:00.000Z',
  validFrom: '2024-01-01T00:00:00.000Z',
};

const noteLine = (id: string, content = id) => ({
  node: { ...note, id, content, fingerprint: `v1:${entityId(content).slice('entity_'.length)}` },
});

const aliasLine = (name: string, of: string) => ({
  node: { id: entityId(name), kind: 'alias', name, target: entityId(of), createdAt: '2024-01-01' },
});

describeEngines('export and import', (open) => {
  it('carries a space over unchanged', async () => {
    await using memory = await open();
    await using other = await open();
    await fill(memory);
    const lines = await exported(memory);
    const imported = await other.import(lines);
    expect(await exported(other)).toEqual(lines);
    const written = lines.map((line) => JSON.stringify(line));
    const aliases = written.filter((line) => line.includes('"kind":"alias"')).length;
    const nodes = written.filter((line) => line.startsWith('{"node":')).length;
    // An alias is part of its entity.
    expect(imported).toEqual({
      nodes: { created: nodes - aliases, known: 0 },
      links: { created: written.length - nodes - 1, known: 0 },
    });
    expect((await other.getEntityContext('the mill')).entity?.name).toBe('Harrow Mill');
    expect((await other.recall('ünïcode')).memories[0]?.id).toBe('ürsprung/1');
  });

  it('changes nothing when it is imported twice, or where it came from', async () => {
    await using memory = await open();
    await using other = await open();
    await fill(memory);
    const lines = await exported(memory);
    await other.import(lines);
    for (const target of [memory, other]) {
      const again = await changesNothing(target, () => target.import(lines));
      expect([again.nodes.created, again.links.created]).toEqual([0, 0]);
    }
  });

  it('keeps what supersession knows, so that forgetting still restores', async () => {
    await using memory = await open();
    await using other = await open();
    await fill(memory);
    await other.import(memory.export());
    expect((await other.forget('decision-2')).restored).toEqual(['decision-1']);
    expect((await other.get('decision-1')).items).toMatchObject([{ status: 'in_force' }]);
  });

  it('reads more than one page', async () => {
    await using memory = await open();
    await using other = await open();
    const items = Array.from({ length: 620 }, (_, index) => ({
      id: `note-${index}`,
      content: `Note ${index}`,
      entities: [`entity ${index % 7}`],
    }));
    await memory.adapter.storeMemoryBatch(items);
    const lines = await exported(memory);
    expect(lines).toHaveLength(1 + 620 + 7);
    const seen: number[] = [];
    await other.import(memory.export(), { onProgress: (read) => seen.push(read) });
    expect(await exported(other)).toEqual(lines);
    expect(seen.at(-1)).toBe(lines.length);
    expect(seen.length).toBeGreaterThan(1);
  });

  it('keeps entities whose aliases come before them in order of id', async () => {
    await using memory = await open();
    await using other = await open();
    const items = Array.from({ length: 600 }, (_, index) => ({
      name: `Entity ${index}`,
      type: 'thing',
      description: `Number ${index}`,
      aliases: [`Alias ${index}`],
    }));
    await memory.adapter.createEntitiesBatch(items);
    const lines = await exported(memory);
    expect(lines).toHaveLength(1 + 1_200);
    const imported = await other.import(lines);
    expect(imported.nodes).toEqual({ created: 600, known: 0 });
    expect(await exported(other)).toEqual(lines);
  });

  it('takes entities and aliases in any order', async () => {
    await using memory = await open();
    await using other = await open();
    const items = Array.from({ length: 300 }, (_, index) => ({
      name: `Entity ${index}`,
      aliases: [`Alias ${index}`, `Other ${index}`],
    }));
    await memory.adapter.createEntitiesBatch(items);
    const lines = await exported(memory);
    await other.import([lines[0], ...lines.slice(1).toReversed()]);
    expect(await exported(other)).toEqual(lines);
  });

  it('adds aliases to entities that are known, and never makes an entity of an alias', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({ name: 'Ada Lovelace', type: 'person' });
    await memory.import([header, aliasLine('Ada', 'Ada Lovelace')]);
    expect((await memory.getEntityContext('ada')).entity).toMatchObject({
      name: 'Ada Lovelace',
      type: 'person',
      aliases: ['Ada'],
    });
    await changesNothing(memory, async () => {
      const attempt = memory.import([header, aliasLine('Grace', 'Grace Hopper')]);
      expect(await failureFacts(attempt)).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(`Line 2: The ids ${entityId('Grace Hopper')} are neither`),
      });
    });
  });

  it('refuses an alias that is the name of another entity', async () => {
    await using memory = await open();
    await memory.adapter.createEntitiesBatch([{ name: 'Ada' }, { name: 'Ada Lovelace' }]);
    await changesNothing(memory, async () => {
      const attempt = memory.import([header, aliasLine('Ada', 'Ada Lovelace')]);
      expect((await failureFacts(attempt))['message']).toBe(
        `Line 2: The ids ${entityId('Ada')} hold other content in this space`,
      );
    });
  });

  it('keeps links of type ABOUT that begin at something else than a memory', async () => {
    await using memory = await open();
    await memory.adapter.createEntitiesBatch([{ name: 'Ada' }, { name: 'Mill' }]);
    const [from, to] = [entityId('Ada'), entityId('Mill')];
    const { adapter } = memory;
    const link = { from, type: 'ABOUT', to };
    // No operation makes such a link any more, but a space may have one.
    await adapter.engine.write([adapter.changeSet({ ...emptyDraft, links: [link] })], {
      atomic: true,
    });
    expect((await exported(memory)).at(-1)).toEqual({ link });
  });

  it('keeps what a memory is about beyond what one line may say', async () => {
    await using memory = await open();
    await using other = await open();
    const entities = Array.from({ length: 256 }, (_, index) => `Entity ${index}`);
    await memory.adapter.createCommitment({ id: 'c', content: 'Many', to: 'Ada', entities });
    const lines = await exported(memory);
    expect(lines.at(-1)).toMatchObject({ link: { from: 'c', type: 'ABOUT' } });
    await other.import(lines);
    expect(await exported(other)).toEqual(lines);
  });

  it('gives a known pattern what else it is about', async () => {
    await using memory = await open();
    await using other = await open();
    const pattern = { content: 'Flour runs out', evidence: ['n'] };
    for (const [space, name] of [
      [memory, 'flour'],
      [other, 'mill'],
    ] as const) {
      await space.remember('It ran out', { id: 'n', occurredAt: '2024-01-01' });
      await space.adapter.recordPattern({ ...pattern, entities: [name] });
    }
    await other.import(memory.export());
    const about = (await exported(other)).find((line) => JSON.stringify(line).includes('pattern_'));
    expect(about).toMatchObject({ about: [entityId('flour'), entityId('mill')].toSorted() });
  });

  it('refuses a line that is wrong, and writes nothing of its step', async () => {
    await using memory = await open();
    const wrong = { link: { from: 'note', type: 'LEADS_TO', to: 'other', properties: '{' } };
    const facts = await failureFacts(memory.import([header, { node: note }, wrong]));
    expect(facts).toMatchObject({ code: 'INVALID_INPUT', field: 'link.properties' });
    expect(facts['message']).toMatch(/^Line 3: Expected `link.properties` to be the JSON text/);
    expect(await exported(memory)).toHaveLength(1);
  });

  it('refuses a link to what is not there, after what it has written', async () => {
    await using memory = await open();
    const link = { from: 'note', type: 'LEADS_TO', to: 'other' };
    expect((await failureFacts(memory.import([header, { node: note }, { link }])))['message']).toBe(
      'Line 3: The ids other are neither in the file before them nor in this space with a kind that this line can use; the lines before 3 were imported; importing the file again goes on from there',
    );
  });

  it('takes no link that its ends do not allow', async () => {
    await using memory = await open();
    await memory.remember('x', { id: 'x', entities: ['Ada'] });
    const wrong = { link: { from: 'x', type: 'SUPERSEDES', to: entityId('Ada') } };
    const right = { link: { from: 'x', type: 'RELATED_TO', to: entityId('Ada') } };
    await changesNothing(memory, async () => {
      const attempt = memory.import([header, right, wrong]);
      expect((await failureFacts(attempt))['message']).toContain('Line 3: The ids entity_');
    });
  });

  it('has to begin with the header', async () => {
    await using memory = await open();
    const begin = 'Expected an export that begins with {"format":"memos-graph","version":1}';
    expect((await failureFacts(memory.import([])))['message']).toBe(`${begin}, got no line`);
    expect((await failureFacts(memory.import([{ node: note }])))['message']).toMatch(
      /^Line 1: Expected the input to be the first line of an export/,
    );
    expect(await memory.import([header])).toMatchObject({ nodes: { created: 0 } });
  });

  it('keeps microseconds, and writes every other time as engines do', async () => {
    await using memory = await open();
    const times = [
      ['2024-01-01T00:00:00.000001Z', '2024-01-01T00:00:00.000001Z'],
      ['2024-01-01T00:00:00.123Z', '2024-01-01T00:00:00.123Z'],
      ['2024-01-01T00:00:00.123000Z', '2024-01-01T00:00:00.123Z'],
      ['2024-01-01T02:00:00+02:00', '2024-01-01T00:00:00.000Z'],
    ] as const;
    const lines = times.map(([createdAt], index) => ({
      node: { ...note, id: `n${index}`, createdAt, occurredAt: createdAt },
    }));
    await memory.import([header, ...lines]);
    const kept = (await exported(memory)).slice(1) as { node: { createdAt: string } }[];
    expect(kept.map(({ node }) => node.createdAt)).toEqual(times.map(([, stored]) => stored));
    expect(kept[0]).toMatchObject({ node: { occurredAt: '2024-01-01T00:00:00.000Z' } });
  });

  it('tells what a failed or aborted import has written', async () => {
    await using memory = await open();
    const lines = [header, ...Array.from({ length: 700 }, (_, index) => noteLine(`n${index}`))];
    const kept = 'the lines before 502 were imported; importing the file again goes on from there';
    const failed = memory.import([...lines, { node: { ...note, content: 5 } }]);
    expect((await failureFacts(failed))['message']).toBe(
      `Line 702: Expected \`node.content\` to be a text, got 5; ${kept}`,
    );
    expect(await exported(memory)).toHaveLength(501);
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = memory.import(lines, { signal, onProgress: () => controller.abort() });
    expect(await failureFacts(aborted)).toMatchObject({
      code: 'ABORTED',
      message: `The import was aborted; ${kept}`,
    });
    expect((await memory.import(lines)).nodes).toEqual({ created: 200, known: 500 });
  });

  it('lets a second line with an id meet what the first has stored', async () => {
    await using memory = await open();
    const twice = [noteLine('x'), noteLine('x', 'another')];
    expect((await failureFacts(memory.import([header, ...twice])))['message']).toContain(
      'Line 3: The ids x hold other content in this space; the lines before 3 were imported',
    );
    const again = await memory.import([header, noteLine('x'), noteLine('x')]);
    expect(again.nodes).toEqual({ created: 0, known: 2 });
  });

  it('refuses lines whose ids hold other content here', async () => {
    await using memory = await open();
    await using other = await open();
    await memory.remember('one', { id: 'x' });
    await other.remember('another', { id: 'x' });
    expect(await failureFacts(other.import(await exported(memory)))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('The ids x hold other content in this space'),
    });
  });
});

describeNeo4j('export and import between engines', () => {
  const openSpace = neo4jSpaces();

  it('goes from SQLite to Neo4j and back without a difference', async () => {
    await using file = await openFile();
    await using server = await openSpace();
    await using back = await openFile();
    await fill(file);
    await server.import(file.export());
    await back.import(server.export());
    const lines = await exported(file);
    expect(await exported(server)).toEqual(lines);
    expect(await exported(back)).toEqual(lines);
  });

  it('goes from Neo4j to SQLite and back without a difference', async () => {
    await using server = await openSpace();
    await using file = await openFile();
    await using back = await openSpace();
    await fill(server);
    await file.import(server.export());
    await back.import(file.export());
    const lines = await exported(server);
    expect(await exported(file)).toEqual(lines);
    expect(await exported(back)).toEqual(lines);
  });
});
