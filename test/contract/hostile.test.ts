import { bounds, entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { changesNothing, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const texts: Readonly<Record<string, string>> = {
  'quotes of SQL and Cypher': `'); DROP TABLE nodes; -- "}) DETACH DELETE n // \`$p.units\` {space: $space} Alias*1..5`,
  'syntax of Lucene and FTS5':
    'content:a AND (b OR "c d"~2) -e +f [a TO z] g^2 h? i* && ! \\: /x/ NEAR("b" "c", 2) ^d * {text} : scope:sp6d',
  'control characters': 'a\u0001\u0007\u001B[31m\u007F\u0085\u2028\u2029b\r\n\t\v\f',
  'text from right to left and emoji':
    '\u202Eשלום\u202C مرحبا \u200F\u061C 👩‍👩‍👧‍👦🏳️‍🌈🫱🏽‍🫲🏿 #️⃣ \u{1F9D1}\u200D\u{1F680}',
  'combining marks': 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘! é e\u0301',
  'unassigned characters and numbers':
    '\uFFFE\uFFFF\uE000\u{10FFFF}\uFEFFx\u200B 0x1F 1e309 -0 NaN ١٢٣',
  'names of JavaScript and placeholders':
    '__proto__ constructor hasOwnProperty %s %d ${x} {{y}} ?1 :name @p #{z} $1',
};

const many = (count: number, prefix = 'item'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describeEngines('hostile input', (open) => {
  it.each(Object.entries(texts))('keeps %s exactly, in every field', async (_name, hostile) => {
    await using memory = await open();
    const { adapter } = memory;
    const text = `  ${hostile}  `;
    await adapter.startSession({ id: 'session', agent: text, topic: text, domain: text });
    await adapter.createEntity({
      name: text,
      type: text,
      aliases: [`${text}2`],
      description: text,
    });
    const properties = { [text]: text, list: [text], __proto__: null };
    await memory.remember(text, {
      id: 'decision',
      kind: 'decision',
      domain: text,
      rationale: text,
      alternatives: [text, hostile],
      sessionId: 'session',
      entities: [`${text}2`],
      occurredAt: '2024-01-01',
    });
    await memory.remember(text, {
      id: 'note',
      speaker: text,
      entities: [{ name: text, type: text }],
      links: [{ type: 'LEADS_TO', to: 'decision', properties }],
    });
    await adapter.createCommitment({ id: 'promise', content: text, to: text });
    await adapter.completeCommitment({ id: 'promise', outcome: text });
    await adapter.endSession({ id: 'session', summary: text });
    const { id: pattern } = await adapter.recordPattern({
      content: text,
      domain: text,
      id: 'proof',
    });

    const entity = { id: entityId(text), name: text, type: text };
    const { items } = await memory.get([
      'decision',
      'note',
      'promise',
      'session',
      pattern,
      'proof',
      entity.id,
    ]);
    expect(items).toMatchObject([
      {
        content: text,
        domain: text,
        rationale: text,
        alternatives: [text, hostile],
        entities: [entity],
      },
      {
        content: text,
        speaker: text,
        entities: [entity],
        links: [{ type: 'LEADS_TO', properties: { [text]: text, list: [text] } }],
      },
      { content: text, to: text, outcome: text, status: 'completed', entities: [entity] },
      { agent: text, content: text, domain: text, summary: text, status: 'ended' },
      { content: text, domain: text },
      { content: text, domain: text },
      { ...entity, description: text, aliases: [`${text}2`] },
    ]);
    expect((await memory.list({ domain: text })).items).toHaveLength(3);
    expect((await memory.list({ entity: text })).items).toHaveLength(3);
    expect((await memory.getEntityContext(`${text}2`)).memoryCount).toBe(3);
    await memory.recall(hostile);
    await memory.recall(text, { entities: [text], domain: text });
    expect((await memory.reflect({ topic: text })).findings).toEqual([]);
    expect((await memory.findCorrelations({ topic: text, outcome: text })).findings).toEqual([]);
    expect((await memory.forget({ entity: text })).nodes).toHaveLength(5);
    expect((await memory.list()).items).toHaveLength(2);
  });

  it('keeps ids of any visible characters', async () => {
    await using memory = await open();
    const strange = [
      `a'b"c\`d`,
      '../../etc/passwd',
      '$p',
      '{}',
      '💥',
      'ü',
      'U\u0308',
      '%00',
      '__proto__',
      'x'.repeat(bounds.idCharacters),
      '?',
      '*',
      '-',
      '|',
      '\\',
    ];
    for (const id of strange) await memory.remember(`The memory ${id}`, { id });
    for (const id of strange) {
      expect((await memory.get(id)).items).toMatchObject([{ id, content: `The memory ${id}` }]);
      expect((await memory.remember(`The memory ${id}`, { id })).created).toBe(false);
    }
    const [first = '', ...others] = strange;
    for (const id of others) await memory.relate(first, 'RELATED_TO', id);
    const related = await memory.adapter.findRelated({ id: first });
    expect(related.items.map(({ node }) => node.id).toSorted()).toEqual(others.toSorted());
    expect((await memory.forget(strange)).nodes).toHaveLength(strange.length);
  });

  it('takes texts and lists up to their bounds', async () => {
    await using memory = await open();
    const content = 'é'.repeat(bounds.contentBytes / 2);
    const targets = many(bounds.linksPerMemory, 'target-');
    await memory.adapter.storeMemoryBatch(targets.map((id) => ({ id, content: id })));
    const stored = await memory.remember(content, {
      id: 'big',
      kind: 'decision',
      rationale: 'r'.repeat(bounds.textBytes),
      alternatives: many(bounds.alternatives, 'alternative '),
      entities: many(bounds.entitiesPerMemory, 'entity '),
      links: targets.map((to) => ({ type: 'LEADS_TO', to, properties: { to } })),
      supersedes: targets.slice(0, bounds.supersedesPerMemory),
      domain: 'd'.repeat(bounds.nameCharacters),
    });
    expect(stored.entities).toHaveLength(bounds.entitiesPerMemory);
    expect(stored.supersedes?.every(({ applied }) => applied)).toBe(true);
    const [big] = (await memory.get('big')).items;
    expect(big).toMatchObject({ content, rationale: 'r'.repeat(bounds.textBytes) });
    expect(Object(big).entities).toHaveLength(bounds.entitiesPerMemory);
    expect(
      (
        await memory.adapter.createEntity({
          name: 'Many',
          aliases: many(bounds.aliasesPerEntity, 'alias '),
        })
      ).created,
    ).toBe(true);
    expect((await memory.recall('alternative')).memories[0]?.id).toBe('big');
    await memory.forget('big');
    expect((await memory.list({ limit: 1_000 })).items).toHaveLength(bounds.linksPerMemory);
  });

  it('refuses one beyond each bound, names the field, and writes nothing', async () => {
    await using memory = await open();
    const content = 'x';
    const attempts: Readonly<
      Record<string, Parameters<typeof memory.adapter.storeMemoryBatch>[0][number]>
    > = {
      content: { content: 'é'.repeat(bounds.contentBytes / 2) + 'x' },
      rationale: { content, kind: 'decision', rationale: 'x'.repeat(bounds.textBytes + 1) },
      alternatives: { content, kind: 'decision', alternatives: many(bounds.alternatives + 1) },
      entities: { content, entities: many(bounds.entitiesPerMemory + 1) },
      'entities[0]': { content, entities: ['x'.repeat(bounds.nameCharacters + 1)] },
      'entities[0].aliases': {
        content,
        entities: [{ name: 'x', aliases: many(bounds.aliasesPerEntity + 1) }],
      },
      links: { content, links: many(bounds.linksPerMemory + 1).map((to) => ({ type: 'X', to })) },
      'links[0].type': { content, links: [{ type: 'X'.repeat(65), to: 'a' }] },
      'links[0].properties': {
        content,
        links: [{ type: 'X', to: 'a', properties: { x: 'y'.repeat(bounds.propertiesBytes) } }],
      },
      supersedes: { content, supersedes: many(bounds.supersedesPerMemory + 1) },
      id: { content, id: 'x'.repeat(bounds.idCharacters + 1) },
    };
    for (const [field, input] of Object.entries(attempts)) {
      const { content: given, ...options } = input;
      const facts = await changesNothing(memory, () =>
        failureFacts(memory.remember(given, options)),
      );
      expect(facts).toMatchObject({ code: 'INVALID_INPUT', field });
      expect(String(facts['message']).length).toBeLessThan(400);
    }
    expect(
      await failureFacts(
        memory.adapter.storeMemoryBatch(
          many(bounds.rowsPerBatch + 1).map((id) => ({ content: id })),
        ),
      ),
    ).toMatchObject({ field: 'items' });
    expect(await failureFacts(memory.get(many(bounds.idsPerCall + 1)))).toMatchObject({
      field: 'ids',
    });
    expect(await failureFacts(memory.recall('x'.repeat(bounds.queryCharacters + 1)))).toMatchObject(
      { field: 'query' },
    );
  });

  it('refuses lone surrogates and NUL wherever a text is taken, and names the field', async () => {
    await using memory = await open();
    const { adapter } = memory;
    for (const bad of ['half \uD83D', '\uDE00 half', 'nul \0']) {
      const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
        content: () => memory.remember(bad),
        domain: () => memory.remember('x', { domain: bad }),
        speaker: () => memory.remember('x', { speaker: bad }),
        rationale: () => memory.remember('x', { kind: 'decision', rationale: bad }),
        'alternatives[1]': () =>
          memory.remember('x', { kind: 'decision', alternatives: ['a', bad] }),
        'entities[0]': () => memory.remember('x', { entities: [bad] }),
        'entities[0].aliases[0]': () =>
          memory.remember('x', { entities: [{ name: 'x', aliases: [bad] }] }),
        id: () => memory.remember('x', { id: bad.replaceAll(' ', '') }),
        to: () => memory.remember('x', { kind: 'commitment', to: bad }),
        'links[0].properties': () =>
          memory.remember('x', {
            links: [{ type: 'X', to: 'a', properties: { deep: [{ [bad]: 1 }] } }],
          }),
        properties: () => memory.relate('a', 'X', 'b', { x: bad }),
        description: () => adapter.createEntity({ name: 'x', description: bad }),
        topic: () => adapter.startSession({ topic: bad }),
        outcome: () => adapter.completeCommitment({ id: 'x', outcome: bad }),
        summary: () => adapter.endSession({ id: 'x', summary: bad }),
      };
      for (const [field, attempt] of Object.entries(attempts))
        expect(await failureFacts(attempt())).toMatchObject({ code: 'INVALID_INPUT', field });
    }
    expect((await memory.health()).counts?.nodes).toMatchObject({ note: 0, entity: 0 });
  });

  it('answers a question of any text without failing', async () => {
    await using memory = await open();
    await memory.remember('Something to find', { entities: ['Ada'] });
    const questions = [
      ...Object.values(texts),
      'half \uD83D',
      '\0',
      ' ',
      '"',
      '*',
      'AND',
      'NOT NOT',
      'a'.repeat(10_000),
      'ab '.repeat(3_333),
      '\u0301',
      '١',
    ];
    for (const question of questions) {
      const { memories } = await memory.recall(question);
      expect(memories.length).toBeLessThanOrEqual(1);
    }
  });
});
