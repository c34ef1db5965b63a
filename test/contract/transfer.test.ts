import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

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
  await memory.relate('ürsprung/1', 'ABOUT', 'note-1');
  await memory.adapter.createEntity({ name: 'Harrow Mill', aliases: ['The Mill'] });
}

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
    const items = Array.from({ length: 1_203 }, (_, index) => ({
      id: `note-${index}`,
      content: `Note ${index}`,
      entities: [`entity ${index % 7}`],
    }));
    await memory.adapter.storeMemoryBatch(items);
    const lines = await exported(memory);
    expect(lines).toHaveLength(1 + 1_203 + 7);
    const seen: number[] = [];
    await other.import(memory.export(), { onProgress: (read) => seen.push(read) });
    expect(await exported(other)).toEqual(lines);
    expect(seen.at(-1)).toBe(lines.length);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('refuses a line it cannot read, with its number', async () => {
    await using memory = await open();
    const wrong: readonly (readonly [unknown, string])[] = [
      ['text', 'Line 2: '],
      [{ node: { id: 'a', kind: 'ghost', createdAt: '2024-01-01' } }, 'Line 2: '],
      [{ node: { id: 'a b', kind: 'note', createdAt: '2024-01-01' } }, 'Line 2: '],
      [{ format: 'memos-graph', version: 2 }, 'Line 2: The export has version 2'],
      [{ link: { from: 'a', type: 'x', to: 'b' } }, 'Line 2: '],
      [{ link: { from: 'a', type: 'X', to: 'b' } }, 'The ids a, b are neither in the file'],
    ];
    for (const [line, start] of wrong) {
      const attempt = memory.import([{ format: 'memos-graph', version: 1 }, line]);
      expect(await failureFacts(attempt)).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(start),
      });
    }
    expect(await exported(memory)).toHaveLength(1);
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
