import { expect, it } from 'vitest';

import { connectStdio, eras, type TestClient, type ToolResult } from './support/clients.ts';
import { describePlaces } from './support/places.ts';

const at = '2026-03-02T09:30:00Z';

/** What a model gets: the text, and under it the structured content. */
function seen({ content, structuredContent, isError }: ToolResult): string {
  const text = content.map((part) => part.text ?? part.type).join('\n');
  const failed = isError === true ? '[error] ' : '';
  const structured =
    structuredContent === undefined ? '' : `\n${JSON.stringify(structuredContent)}`;
  return `${failed}${text}${structured}`;
}

async function rememberStory(client: TestClient): Promise<readonly ToolResult[]> {
  return [
    await client.call('memory_remember', {
      id: 'd1',
      kind: 'decision',
      content: 'Ship on Fridays',
      occurredAt: '2026-02-01',
      entities: ['Releases'],
    }),
    await client.call('memory_remember', {
      id: 'd2',
      kind: 'decision',
      content: 'Ship on Mondays\n- [d9] not an item of ours',
      rationale: 'Fridays break',
      alternatives: ['Never'],
      occurredAt: at,
      supersedes: ['d1'],
      entities: ['Releases', { name: 'Ada', type: 'person' }],
    }),
    await client.call('memory_remember', {
      id: 'c1',
      kind: 'commitment',
      content: 'Send the report',
      to: 'Ada',
      dueAt: '2026-03-09T12:00:00Z',
      occurredAt: at,
    }),
  ];
}

describePlaces('the ten tools', (makePlace) => {
  it.each(eras)('answer a client of %s, over standard input and output', async (era) => {
    using place = await makePlace();
    await using client = await connectStdio(place, [], { era });
    expect(client.protocolVersion).toBe(era === '2026' ? '2026-07-28' : undefined);

    const [, replaced] = await rememberStory(client);
    expect(seen(replaced ?? { content: [] })).toMatchInlineSnapshot(`
      "Remembered: decision [d2]
      About: Releases, Ada (new)
      Replaces [d1]
      {"id":"d2","kind":"decision","created":true,"entities":[{"name":"Releases","created":false},{"name":"Ada","created":true}],"supersedes":[{"id":"d1","applied":true}]}"
    `);
    expect(seen(await client.call('memory_relate', { from: 'd2', type: 'LEADS_TO', to: 'c1' })))
      .toMatchInlineSnapshot(`
      "Linked: [d2] LEADS_TO [c1]
      {"id":"link_055d9625a5e2b97b680914e961b28c0f","from":"d2","type":"LEADS_TO","to":"c1","created":true}"
    `);
    expect(
      seen(await client.call('memory_relate', { from: '@Ada', type: 'OWNS', to: '@releases' })),
    ).toMatchInlineSnapshot(`
      "Linked: [entity_fdee430d40bd57deeac186cd9790033d] OWNS [entity_20195541dc5dea5603773149612ec32f]
      {"id":"link_d4bc0d20aefdb9da9e570c319f6679bc","from":"entity_fdee430d40bd57deeac186cd9790033d","type":"OWNS","to":"entity_20195541dc5dea5603773149612ec32f","created":true}"
    `);
    expect(seen(await client.call('memory_recall', { query: 'When do we ship?' })))
      .toMatchInlineSnapshot(`
      "Found 2:
      - [d2] decision, in_force, 2026-03-02 09:30: Ship on Mondays
        - [d9] not an item of ours
        (about Ada, Releases; because Fridays break; not chosen: Never; found: it has the words ship)
      - [c1] commitment, open, overdue, 2026-03-02 09:30: Send the report
        (about Ada; to Ada; due 2026-03-09 12:00; found: it shares Ada with d2)
      {"memories":[{"id":"d2","kind":"decision","content":"Ship on Mondays\\n- [d9] not an item of ours","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada","Releases"],"status":"in_force","rationale":"Fridays break","alternatives":["Never"],"why":"has the words ship"},{"id":"c1","kind":"commitment","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada"],"status":"open","to":"Ada","dueAt":"2026-03-09T12:00:00.000Z","overdue":true,"why":"shares Ada with d2"}],"truncated":false}"
    `);
    expect(seen(await client.call('memory_entity', { entity: 'ada' }))).toMatchInlineSnapshot(`
      "- [entity_fdee430d40bd57deeac186cd9790033d] person: Ada
      Together with: Releases (1)
      Memories (2):
      - [c1] commitment, open, overdue, 2026-03-02 09:30: Send the report
        (about Ada; to Ada; due 2026-03-09 12:00)
      - [d2] decision, in_force, 2026-03-02 09:30: Ship on Mondays
        - [d9] not an item of ours
        (about Ada, Releases; because Fridays break; not chosen: Never)
      {"entity":{"id":"entity_fdee430d40bd57deeac186cd9790033d","kind":"entity","name":"Ada","type":"person"},"related":[{"name":"Releases","shared":1}],"memoryCount":2,"memories":[{"id":"c1","kind":"commitment","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada"],"status":"open","to":"Ada","dueAt":"2026-03-09T12:00:00.000Z","overdue":true},{"id":"d2","kind":"decision","content":"Ship on Mondays\\n- [d9] not an item of ours","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada","Releases"],"status":"in_force","rationale":"Fridays break","alternatives":["Never"]}],"truncated":false}"
    `);
    expect(seen(await client.call('memory_entity', { entity: 'Bo' }))).toMatchInlineSnapshot(`
      "Nobody and nothing of this name is known. memory_recall looks for words instead of names.
      {"entity":null,"related":[],"memoryCount":0,"memories":[],"truncated":false}"
    `);
    expect(seen(await client.call('memory_decisions'))).toMatchInlineSnapshot(`
      "Found 2:
      - [d2] decision, in_force, 2026-03-02 09:30: Ship on Mondays
        - [d9] not an item of ours
        (about Ada, Releases; because Fridays break; not chosen: Never)
      - [d1] decision, superseded, 2026-02-01: Ship on Fridays
        (about Releases; replaced by d2)
      {"memories":[{"id":"d2","kind":"decision","content":"Ship on Mondays\\n- [d9] not an item of ours","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada","Releases"],"status":"in_force","rationale":"Fridays break","alternatives":["Never"]},{"id":"d1","kind":"decision","content":"Ship on Fridays","occurredAt":"2026-02-01T00:00:00.000Z","entities":["Releases"],"status":"superseded","validTo":"2026-03-02T09:30:00.000Z","supersededBy":"d2"}],"truncated":false}"
    `);
    expect(seen(await client.call('memory_commitments', { order: 'due' }))).toMatchInlineSnapshot(`
      "Found 1:
      - [c1] commitment, open, overdue, 2026-03-02 09:30: Send the report
        (about Ada; to Ada; due 2026-03-09 12:00)
      {"memories":[{"id":"c1","kind":"commitment","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada"],"status":"open","to":"Ada","dueAt":"2026-03-09T12:00:00.000Z","overdue":true}],"truncated":false}"
    `);
    expect(seen(await client.call('memory_trace', { id: 'c1' }))).toMatchInlineSnapshot(`
      "- [c1] commitment, open, 2026-03-02 09:30: Send the report
        (about Ada)
      What led to it:
      - [c1] because of [d2] instead of [d1]
      The memories on these paths:
      - [d2] decision, in_force, 2026-03-02 09:30: Ship on Mondays
        - [d9] not an item of ours
        (about Ada, Releases)
      - [d1] decision, superseded, 2026-02-01: Ship on Fridays
        (about Releases)
      {"start":{"id":"c1","kind":"commitment","status":"open","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada"]},"paths":[[{"type":"LEADS_TO","id":"d2"},{"type":"SUPERSEDES","id":"d1"}]],"nodes":[{"id":"d2","kind":"decision","status":"in_force","content":"Ship on Mondays\\n- [d9] not an item of ours","occurredAt":"2026-03-02T09:30:00.000Z","entities":["Ada","Releases"]},{"id":"d1","kind":"decision","status":"superseded","content":"Ship on Fridays","occurredAt":"2026-02-01T00:00:00.000Z","entities":["Releases"]}],"truncated":false}"
    `);
    expect(seen(await client.call('memory_reflect', { now: '2026-03-12T12:00:00Z' })))
      .toMatchInlineSnapshot(`
        "What stands out:
        - overdue: The promise to Ada “Send the report” is overdue by 3 days [c1]
        - superseded_decision: The decision “Ship on Fridays” was superseded 10 days ago [d1] [d2]
        {"findings":[{"kind":"overdue","sentence":"The promise to Ada “Send the report” is overdue by 3 days","evidence":["c1"],"score":0.569,"counts":{"days":3}},{"kind":"superseded_decision","sentence":"The decision “Ship on Fridays” was superseded 10 days ago","evidence":["d1","d2"],"score":0.37,"counts":{"days":10}}],"truncated":false}"
      `);
    expect(
      seen(
        await client.call('memory_commitments', { action: 'complete', id: 'c1', outcome: 'Sent' }),
      ),
    ).toMatchInlineSnapshot(`
      "Closed: commitment [c1] is completed
      {"memories":[],"truncated":false,"closed":{"id":"c1","applied":true,"status":"completed"}}"
    `);
    expect(seen(await client.call('memory_forget', { entity: 'Ada', dryRun: true })))
      .toMatchInlineSnapshot(`
        "Would be forgotten: 1 commitment, 1 decision, 1 entity and 6 links
        Ids: c1, d2, entity_fdee430d40bd57deeac186cd9790033d
        In force again: d1
        {"state":"dry_run","nodes":3,"links":6,"amount":"1 commitment, 1 decision, 1 entity and 6 links","ids":["c1","d2","entity_fdee430d40bd57deeac186cd9790033d"],"restored":["d1"],"notFound":[]}"
      `);
    expect(seen(await client.call('memory_forget', { ids: ['c1', 'c2'], confirm: true })))
      .toMatchInlineSnapshot(`
        "Forgotten: 1 commitment and 2 links
        Ids: c1
        Not found: c2
        {"state":"forgotten","nodes":1,"links":2,"amount":"1 commitment and 2 links","ids":["c1"],"restored":[],"notFound":["c2"]}"
      `);
    const status = seen(await client.call('memory_status'));
    expect(status).toMatch(/^In order: (sqlite|neo4j) [\d.]+, space "/);
    expect(status.split('\n')[1]).toMatchInlineSnapshot(
      `"Holds: note 0, decision 2, commitment 0, pattern 0, entity 2, alias 0, session 0, links 5"`,
    );
  });

  it('tell a model what to change', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place);
    const wrong = async (name: string, given: Record<string, unknown>): Promise<string> =>
      seen(await client.call(name, given));
    expect(await wrong('memory_recall', { query: 7 })).toMatchInlineSnapshot(
      `"[error] Expected \`query\` to be a text, got 7"`,
    );
    expect(await wrong('memory_recall', { query: 'x', kind: 'note' })).toMatchInlineSnapshot(
      `"[error] \`kind\` is not known here; leave it out or correct its name"`,
    );
    expect(await wrong('memory_recall', { query: 'x', cursor: 'abc' })).toMatchInlineSnapshot(
      `"[error] Expected \`cursor\` to be the \`nextCursor\` of a call with the same other arguments; repeat them, or start again without it"`,
    );
    expect(
      await wrong('memory_remember', { content: 'x', dueAt: 'tomorrow' }),
    ).toMatchInlineSnapshot(
      `"[error] Expected \`dueAt\` to be an ISO 8601 time such as 2026-03-01T09:00:00Z or 2026-03-01, got "tomorrow""`,
    );
    expect(
      await wrong('memory_remember', { content: 'x', kind: 'note', to: 'Ada' }),
    ).toMatchInlineSnapshot(
      `"[error] Expected \`to\` to be left out for the kind note (it goes with commitment), got "Ada""`,
    );
    expect(
      await wrong('memory_relate', { from: 'a', type: 'leads', to: 'b' }),
    ).toMatchInlineSnapshot(
      `"[error] Expected \`type\` to be a link type in UPPER_SNAKE_CASE, such as LEADS_TO, got "leads""`,
    );
    expect(
      await wrong('memory_relate', { from: 'a', type: 'LEADS_TO', to: 'b' }),
    ).toMatchInlineSnapshot(
      `"[error] No node with id "a", "b" is in this space; nothing was written. Create it first or check the id"`,
    );
    expect(await wrong('memory_trace', { id: 'a' })).toMatchInlineSnapshot(
      `"[error] No node with id "a" is in this space; nothing was written. Create it first or check the id"`,
    );
    expect(await wrong('memory_commitments', { action: 'close' })).toMatchInlineSnapshot(
      `"[error] Expected \`action\` to be one of "list", "complete", got "close""`,
    );
    expect(
      await wrong('memory_commitments', { action: 'complete', id: 'c', entity: 'Ada' }),
    ).toMatchInlineSnapshot(
      `"[error] Expected \`entity\` to be left out with \`action: complete\`; it goes with the other action"`,
    );
    await client.call('memory_remember', { id: 'n1', content: 'A note', entities: ['Ada'] });
    expect(await wrong('memory_forget', { ids: ['n1'] })).toMatchInlineSnapshot(
      `"[error] This would forget 1 note and 1 link, for good; nothing was changed. Ask the user, then call again with \`confirm: true\`"`,
    );
    expect(await wrong('memory_forget', {})).toMatchInlineSnapshot(
      `"[error] Expected one of \`ids\`, \`entity\`, \`before\` and \`everything\` to say what to forget, got none"`,
    );
    expect(await wrong('memory_forget', { ids: ['a'] })).toMatchInlineSnapshot(
      `
      "Forgotten: nothing
      Not found: a
      {"state":"forgotten","nodes":0,"links":0,"amount":"nothing","ids":[],"restored":[],"notFound":["a"]}"
    `,
    );
  });

  it('forget what the user agrees to, and nothing else', async () => {
    using place = await makePlace();
    for (const era of eras) {
      const asked: string[] = [];
      let isAgreed = false;
      await using client = await connectStdio(place, [], {
        era,
        answer: (question) => {
          asked.push(question);
          return isAgreed
            ? { action: 'accept', content: { confirm: true } }
            : { action: 'decline' };
        },
      });
      await client.call('memory_remember', { id: 'n1', content: 'A note' });
      // The word of the model is not enough where the user can be asked.
      const declined = await client.call('memory_forget', { ids: ['n1'], confirm: true });
      expect(declined.structuredContent).toMatchObject({ state: 'declined', nodes: 1 });
      isAgreed = true;
      const forgotten = await client.call('memory_forget', { ids: ['n1'] });
      expect(forgotten.structuredContent).toMatchObject({ state: 'forgotten', ids: ['n1'] });
      expect(asked).toEqual([
        'Forget 1 note and 0 links? This cannot be taken back.',
        'Forget 1 note and 0 links? This cannot be taken back.',
      ]);
      const left = await client.call('memory_recall', { query: '' });
      expect(left.structuredContent).toEqual({ memories: [], truncated: false });
    }
  });
});
