import { rmSync, writeFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { connectReference, connectStdio, eras, type TestClient } from './support/clients.ts';
import { graphCall } from './support/graph-calls.ts';
import { describePlaces } from './support/places.ts';

const profile = ['--profile', 'server-memory'];

interface Graph {
  readonly entities: { name: string; entityType: string; observations: string[] }[];
  readonly relations: { from: string; to: string; relationType: string }[];
}

const graphOf = async (client: TestClient): Promise<Graph> =>
  (await client.call('read_graph')).structuredContent as Graph; // what the tool answers

/** Both hold nothing afterwards. */
async function empty(client: TestClient): Promise<void> {
  const { entities, relations } = await graphOf(client);
  const ends = relations.flatMap(({ from, to }) => [from, to]);
  await client.call('delete_entities', { entityNames: [...entities.map((e) => e.name), ...ends] });
}

describePlaces('the profile server-memory', (makePlace, engine) => {
  // An engine has no part in some of this, which is then shown on one.
  const isOther = engine !== 'sqlite';

  it('answers every sequence of calls as the reference server does', async () => {
    using place = await makePlace();
    const file = place.workplace.path('reference.jsonl');
    await using ours = await connectStdio(place, profile, { era: '2025' });
    await using reference = await connectReference(file);
    const holds = fc.asyncProperty(fc.array(graphCall, { maxLength: 14 }), async (calls) => {
      rmSync(file, { force: true });
      await empty(ours);
      for (const { name, given } of [...calls, { name: 'read_graph', given: {} }]) {
        const expected = await reference.call(name, given);
        const answered = await ours.call(name, given);
        // As text, so that the order of names is compared too.
        expect(JSON.stringify(answered)).toBe(JSON.stringify(expected));
      }
      expect(JSON.stringify(await ours.readResource('memory://knowledge-graph'))).toBe(
        JSON.stringify(await reference.readResource('memory://knowledge-graph')),
      );
    });
    await fc.assert(holds, { numRuns: engine === 'sqlite' ? 60 : 20, endOnFailure: true });
  }, 300_000);

  it.skipIf(isOther)(
    'lists the tools and the resource of the reference server, byte for byte',
    async () => {
      using place = await makePlace();
      await using ours = await connectStdio(place, profile, { era: '2025' });
      await using reference = await connectReference(place.workplace.path('reference.jsonl'));
      for (const list of ['listTools', 'listResources'] as const)
        expect(JSON.stringify(await ours[list]())).toBe(JSON.stringify(await reference[list]()));
      const refusals = [ours, reference].map((client) =>
        client.readResource('memory://other').catch(String),
      );
      const [answered, expected] = await Promise.all(refusals);
      expect(answered).toBe(expected);
      await expect(ours.listPrompts()).rejects.toThrow('not');
    },
  );

  it.skipIf(isOther)('tells a subscriber of changes as the reference server does', async () => {
    using place = await makePlace();
    await using ours = await connectStdio(place, profile, { era: '2025' });
    await using reference = await connectReference(place.workplace.path('reference.jsonl'));
    const uri = 'memory://knowledge-graph';
    const entities = [{ name: 'Ada', entityType: 'person', observations: [] }];
    const heard = await Promise.all(
      [ours, reference].map(async (client) => {
        const steps: string[] = [];
        const call = async (name: string, given: Record<string, unknown>): Promise<void> => {
          await client.call(name, given);
          steps.push(name);
        };
        await call('create_entities', { entities });
        await client.subscribe(uri, (changed) => steps.push(`changed: ${changed}`));
        await call('delete_relations', { relations: [] });
        await call('read_graph', {});
        await call('add_observations', { observations: [{ entityName: 'ada', contents: [] }] });
        await client.unsubscribe(uri);
        await call('delete_entities', { entityNames: ['Ada'] });
        return steps;
      }),
    );
    expect(heard[0]).toEqual(heard[1]);
    expect(heard[1]).toContain(`changed: ${uri}`);
  });

  it('keeps 20 of 20 concurrent writes of each of four processes', async () => {
    using place = await makePlace();
    const clients = await Promise.all([1, 2, 3, 4].map(() => connectStdio(place, profile)));
    try {
      const [first] = clients;
      const entities = [{ name: 'shared', entityType: 'thing', observations: [] }];
      await first?.call('create_entities', { entities });
      const writes = clients.flatMap((client, process) =>
        Array.from({ length: 20 }, async (_, call) => {
          const label = `${process} ${call}`;
          const added = [{ entityName: 'shared', contents: [label] }];
          const made = [{ name: label, entityType: 'thing', observations: [] }];
          const [observed, created] = await Promise.all([
            client.call('add_observations', { observations: added }),
            client.call('create_entities', { entities: made }),
          ]);
          expect([observed.isError, created.isError], JSON.stringify([observed, created])).toEqual([
            undefined,
            undefined,
          ]);
          return label;
        }),
      );
      const labels = (await Promise.all(writes)).toSorted();
      for (const client of clients) {
        const { entities: found } = await graphOf(client);
        const shared = found.find(({ name }) => name === 'shared');
        expect(shared?.observations.toSorted()).toEqual(labels);
        expect(found.map(({ name }) => name).toSorted()).toEqual([...labels, 'shared'].toSorted());
      }
    } finally {
      for (const client of clients) await client[Symbol.asyncDispose]();
    }
  });

  it.skipIf(isOther)('serves both eras, and offers only readers with --read-only', async () => {
    using place = await makePlace();
    for (const era of eras) {
      await using client = await connectStdio(place, profile, { era });
      const entities = [{ name: era, entityType: 'era', observations: ['x'] }];
      expect(await client.call('create_entities', { entities })).toMatchObject({
        structuredContent: { entities },
      });
      await using reader = await connectStdio(place, [...profile, '--read-only'], { era });
      const { tools } = await reader.listTools();
      expect(tools.map(({ name }) => name)).toEqual(['read_graph', 'search_nodes', 'open_nodes']);
      expect((await graphOf(reader)).entities.at(-1)?.name).toBe(era);
      expect(await reader.call('create_entities', { entities })).toMatchObject({ isError: true });
    }
  });

  it('takes over a file with --import, once, and then serves', async () => {
    using place = await makePlace();
    const file = place.workplace.path('memory.jsonl');
    await using reference = await connectReference(file);
    const entities = [
      { name: 'Ada', entityType: 'person', observations: ['likes tea', 'a\u2028b'] },
      { name: 'ada', entityType: '', observations: [] },
    ];
    const relations = [{ from: 'Ada', to: 'nobody', relationType: 'waits for' }];
    await reference.call('create_entities', { entities });
    await reference.call('create_relations', { relations });
    const command = ['mcp', ...place.options, ...profile, '--import', 'memory.jsonl'];
    const { environment } = place;
    const first = await place.workplace.run(command, { environment });
    expect(first).toEqual({
      stdout: '',
      stderr:
        'Imported memory.jsonl: entities 2 new, 0 extended, 0 known; relations 1 new, 0 known\n',
      exitCode: 0,
    });
    expect((await place.workplace.run(command, { environment })).stderr).toBe(
      'Nothing is new in memory.jsonl\n',
    );
    await using ours = await connectStdio(place, [...profile, '--import', file]);
    expect(await graphOf(ours)).toEqual(await graphOf(reference));
  });

  it.skipIf(isOther)(
    'refuses a file that it cannot take over whole, and takes nothing of it',
    async () => {
      using place = await makePlace();
      const { workplace, options, environment } = place;
      const run = (...flags: string[]) =>
        workplace.run(['mcp', ...options, ...flags], { environment });
      const good = '{"type":"entity","name":"Ada","entityType":"person","observations":[]}\n';
      const told: string[] = [];
      for (const bad of [
        '\n{oops',
        '{"type":"thing"}',
        '{"type":"entity","name":"Bob","entityType":"person","observations":"x"}',
        '{"type":"relation","from":"a","to":"b"}',
        'null',
      ]) {
        writeFileSync(workplace.path('bad.jsonl'), good + bad);
        const { stderr, exitCode } = await run(...profile, '--import', 'bad.jsonl');
        expect(exitCode).toBe(2);
        told.push(stderr);
      }
      writeFileSync(workplace.path('bad.jsonl'), Buffer.from([0x7b, 0xff]));
      for (const file of ['bad.jsonl', '.', '../none.jsonl', '/dev/zero', ''])
        told.push((await run(...profile, '--import', file)).stderr);
      told.push((await run('--import', 'bad.jsonl')).stderr);
      told.push((await run(...profile, '--read-only', '--import', 'bad.jsonl')).stderr);
      expect(told.join('')).toMatchInlineSnapshot(`
      "Line 3 is not JSON; nothing was imported
      Line 2: Expected \`type\` to be one of "entity", "relation", got "thing"; nothing was imported
      Line 2: Expected \`observations\` to be a list, got "x"; nothing was imported
      Line 2: Expected \`relationType\`, which is missing, to be a text; nothing was imported
      Line 2: Expected the input to be an object, got null; nothing was imported
      "bad.jsonl" is not UTF-8; nothing was imported
      Expected --import to name a file that can be read, got "."
      Expected --import to name a file that can be read, got "../none.jsonl"
      Expected --import to name a file that can be read, got "/dev/zero"
      Expected --import to name a file that can be read, got ""
      Expected --import only with --profile server-memory; for an export of memos-graph there is the command import
      Expected only one of --import and --read-only: importing writes
      "
    `);
      await using client = await connectStdio(place, profile);
      expect(await graphOf(client)).toEqual({ entities: [], relations: [] });
    },
  );
});
