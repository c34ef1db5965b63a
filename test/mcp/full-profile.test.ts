import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { openMemory } from 'memos-graph';
import { expect, it } from 'vitest';

import { makeServer } from '../../src/mcp/make-server.ts';
import { toolsFor } from '../../src/mcp/profile.ts';
import { OpenCalls } from '../../src/surface/open-calls.ts';
import type { ToolResult } from './support/clients.ts';

const occurredAt = '2026-03-02T09:30:00Z';
const settings = {
  profile: 'full',
  readOnly: false,
  allowCypher: false,
  maxTokens: 8_000,
  version: '0.0.0',
  calls: new OpenCalls(),
  log: () => {},
} as const;

/** Each tool once, in an order in which all have something to answer. */
const calls: readonly (readonly [name: string, given: Record<string, unknown>])[] = [
  ['memory_create_entity', { name: 'Ada', type: 'person', aliases: ['Ada L'] }],
  ['memory_start_session', { id: 's1', agent: 'planner', startedAt: occurredAt }],
  [
    'memory_record_decision',
    {
      id: 'd1',
      content: 'Ship on Mondays',
      rationale: 'Fridays break',
      entities: ['Releases'],
      sessionId: 's1',
      occurredAt,
    },
  ],
  [
    'memory_create_commitment',
    { id: 'c1', content: 'Send the report', to: 'Ada', dueAt: '2026-03-09', occurredAt },
  ],
  ['memory_record_pattern', { id: 'e1', content: 'Reports are late', domain: 'work', occurredAt }],
  ['memory_link_nodes', { from: 'd1', type: 'LEADS_TO', to: 'c1' }],
  ['memory_create_entities_batch', { items: [{ name: 'Bob' }, { name: 'ADA' }] }],
  [
    'memory_create_commitments_batch',
    {
      items: [{ id: 'c2', content: 'Call Bob', to: 'Bob', occurredAt }, { id: 'c3' }],
      atomic: false,
    },
  ],
  ['memory_record_patterns_batch', { items: [{ id: 'e2', content: 'Bob is early', occurredAt }] }],
  [
    'memory_store_memory_batch',
    { items: [{ id: 'n1', content: 'Ada likes tea', entities: ['Ada'], occurredAt }] },
  ],
  ['memory_link_nodes_batch', { items: [{ from: 'c1', type: 'LEADS_TO', to: 'n1' }] }],
  ['memory_get', { ids: ['d1', 'nowhere'] }],
  ['memory_list', { kinds: ['commitment'], limit: 1 }],
  ['memory_get_commitments', { status: 'open' }],
  ['memory_get_decisions', { entity: 'Releases' }],
  ['memory_get_patterns', { domain: 'work' }],
  ['memory_find_related', { id: 'c1' }],
  ['memory_get_entity_context', { name: 'Ada' }],
  ['memory_what_led_to', { id: 'n1' }],
  ['memory_what_resulted_from', { id: 'd1' }],
  ['memory_find_correlations', {}],
  ['memory_complete_commitment', { id: 'c1', outcome: 'Sent', at: '2026-03-08T08:00:00Z' }],
  ['memory_end_session', { id: 's1', summary: 'Planned', at: '2026-03-02T10:00:00Z' }],
  ['memory_health', {}],
];

/** What differs each time, or from machine to machine. */
const settled = (text: string): string =>
  text
    .replaceAll(/"(createdAt|nextCursor|version)":"[^"]*"/g, '"$1":"…"')
    .replaceAll(/"(latencyMs|strength)":[\d.]+/g, '"$1":0.5');

it('every tool that only the full profile has answers as it always did', async () => {
  await using memory = await openMemory({ url: 'sqlite::memory:' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const server = makeServer(memory, settings);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  const told: string[] = [];
  for (const [name, given] of calls) {
    const answer = (await client.callTool({ name, arguments: given })) as ToolResult;
    const [part] = answer.content;
    // These tools are for programs: the text is the structured content.
    if (answer.isError !== true)
      expect(JSON.parse(part?.text ?? ''), name).toEqual(answer.structuredContent);
    told.push(`${name} ${part?.text}`);
  }
  await client.close();
  expect(settled(told.join('\n'))).toMatchInlineSnapshot(`
    "memory_create_entity {"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person","created":true,"updated":false}
    memory_start_session {"id":"s1","created":true}
    memory_record_decision {"id":"d1","kind":"decision","created":true,"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases","created":true,"unchanged":false}]}
    memory_create_commitment {"id":"c1","kind":"commitment","created":true,"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person","created":false,"unchanged":true}]}
    memory_record_pattern {"id":"pattern_29b21fe57f9690fcbb29452c5d1fd290","kind":"pattern","created":true,"entities":[],"strength":0.5,"evidence":{"count":1,"lastAt":"2026-03-02T09:30:00.000Z"}}
    memory_link_nodes {"id":"link_7e3e28a5f8f1b43c5a4d37c3ef964f96","from":"d1","type":"LEADS_TO","to":"c1","created":true}
    memory_create_entities_batch {"items":[{"id":"entity_81b637d8fcd2c6da6359e6963113a117","name":"Bob","created":true,"updated":false},{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person","created":false,"updated":false}]}
    memory_create_commitments_batch {"items":[{"id":"c2","kind":"commitment","created":true,"entities":[{"id":"entity_81b637d8fcd2c6da6359e6963113a117","name":"Bob","created":false,"unchanged":true}]},{"error":{"code":"INVALID_INPUT","message":"Item 1: Expected \`content\`, which is missing, to be a text","retryable":false,"field":"items[1].content"}}]}
    memory_record_patterns_batch {"items":[{"id":"pattern_aa86069858ed3404c364919c0feb7818","kind":"pattern","created":true,"entities":[],"strength":0.5,"evidence":{"count":1,"lastAt":"2026-03-02T09:30:00.000Z"}}]}
    memory_store_memory_batch {"items":[{"id":"n1","kind":"note","created":true,"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person","created":false,"unchanged":true}]}]}
    memory_link_nodes_batch {"items":[{"id":"link_7a202fa1c916003743ee5ae8e06924fb","from":"c1","type":"LEADS_TO","to":"n1","created":true}]}
    memory_get {"items":[{"id":"d1","kind":"decision","createdAt":"…","status":"in_force","content":"Ship on Mondays","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","rationale":"Fridays break","links":[{"type":"DURING","direction":"out","id":"s1"},{"type":"LEADS_TO","direction":"out","id":"c1"}],"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases"}]}]}
    memory_list {"items":[{"id":"c2","kind":"commitment","createdAt":"…","status":"open","content":"Call Bob","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Bob","links":[],"entities":[{"id":"entity_81b637d8fcd2c6da6359e6963113a117","name":"Bob"}],"overdue":false}],"nextCursor":"…"}
    memory_get_commitments {"items":[{"id":"c2","kind":"commitment","createdAt":"…","status":"open","content":"Call Bob","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Bob","links":[],"entities":[{"id":"entity_81b637d8fcd2c6da6359e6963113a117","name":"Bob"}],"overdue":false},{"id":"c1","kind":"commitment","createdAt":"…","status":"open","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Ada","dueAt":"2026-03-09T00:00:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"d1"},{"type":"LEADS_TO","direction":"out","id":"n1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}],"overdue":true}],"nextCursor":null}
    memory_get_decisions {"items":[{"id":"d1","kind":"decision","createdAt":"…","status":"in_force","content":"Ship on Mondays","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","rationale":"Fridays break","links":[{"type":"DURING","direction":"out","id":"s1"},{"type":"LEADS_TO","direction":"out","id":"c1"}],"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases"}]}],"nextCursor":null}
    memory_get_patterns {"items":[{"id":"pattern_29b21fe57f9690fcbb29452c5d1fd290","kind":"pattern","createdAt":"…","status":"active","content":"Reports are late","domain":"work","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","links":[{"type":"LEARNED_FROM","direction":"out","id":"e1"}],"entities":[],"strength":0.5,"evidence":{"count":1,"lastAt":"2026-03-02T09:30:00.000Z"}}],"nextCursor":null}
    memory_find_related {"items":[{"node":{"id":"entity_fdee430d40bd57deeac186cd9790033d","kind":"entity","createdAt":"…","name":"Ada","type":"person","links":[],"aliases":["Ada L"]},"distance":1,"link":{"from":"c1","type":"ABOUT","to":"entity_fdee430d40bd57deeac186cd9790033d"}},{"node":{"id":"n1","kind":"note","createdAt":"…","status":"active","content":"Ada likes tea","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"c1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}]},"distance":1,"link":{"from":"c1","type":"LEADS_TO","to":"n1"}},{"node":{"id":"d1","kind":"decision","createdAt":"…","status":"in_force","content":"Ship on Mondays","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","rationale":"Fridays break","links":[{"type":"DURING","direction":"out","id":"s1"},{"type":"LEADS_TO","direction":"out","id":"c1"}],"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases"}]},"distance":1,"link":{"from":"d1","type":"LEADS_TO","to":"c1"}}],"truncated":false}
    memory_get_entity_context {"entity":{"id":"entity_fdee430d40bd57deeac186cd9790033d","kind":"entity","createdAt":"…","name":"Ada","type":"person","links":[],"aliases":["Ada L"]},"memories":[{"id":"n1","kind":"note","createdAt":"…","status":"active","content":"Ada likes tea","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"c1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}]},{"id":"c1","kind":"commitment","createdAt":"…","status":"open","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Ada","dueAt":"2026-03-09T00:00:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"d1"},{"type":"LEADS_TO","direction":"out","id":"n1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}],"overdue":true}],"memoryCount":2,"related":[]}
    memory_what_led_to {"start":{"id":"n1","kind":"note","createdAt":"…","status":"active","content":"Ada likes tea","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"c1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}]},"paths":[[{"type":"LEADS_TO","id":"c1"},{"type":"LEADS_TO","id":"d1"}]],"nodes":[{"id":"c1","kind":"commitment","createdAt":"…","status":"open","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Ada","dueAt":"2026-03-09T00:00:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"d1"},{"type":"LEADS_TO","direction":"out","id":"n1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}],"overdue":true},{"id":"d1","kind":"decision","createdAt":"…","status":"in_force","content":"Ship on Mondays","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","rationale":"Fridays break","links":[{"type":"DURING","direction":"out","id":"s1"},{"type":"LEADS_TO","direction":"out","id":"c1"}],"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases"}]}],"truncated":false}
    memory_what_resulted_from {"start":{"id":"d1","kind":"decision","createdAt":"…","status":"in_force","content":"Ship on Mondays","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","rationale":"Fridays break","links":[{"type":"DURING","direction":"out","id":"s1"},{"type":"LEADS_TO","direction":"out","id":"c1"}],"entities":[{"id":"entity_20195541dc5dea5603773149612ec32f","name":"Releases"}]},"paths":[[{"type":"LEADS_TO","id":"c1"},{"type":"LEADS_TO","id":"n1"}]],"nodes":[{"id":"c1","kind":"commitment","createdAt":"…","status":"open","content":"Send the report","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","to":"Ada","dueAt":"2026-03-09T00:00:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"d1"},{"type":"LEADS_TO","direction":"out","id":"n1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}],"overdue":true},{"id":"n1","kind":"note","createdAt":"…","status":"active","content":"Ada likes tea","occurredAt":"2026-03-02T09:30:00.000Z","validFrom":"2026-03-02T09:30:00.000Z","links":[{"type":"LEADS_TO","direction":"in","id":"c1"}],"entities":[{"id":"entity_fdee430d40bd57deeac186cd9790033d","name":"Ada","type":"person"}]}],"truncated":false}
    memory_find_correlations {"findings":[],"cases":{"bad":0,"others":0},"test":{"statistic":"Fisher’s exact test, one-sided","correction":"Tarone’s modified Bonferroni","familywiseRate":0.01,"tested":0}}
    memory_complete_commitment {"id":"c1","applied":true,"status":"completed"}
    memory_end_session {"id":"s1","applied":true,"status":"ended"}
    memory_health {"engine":"sqlite","version":"…","schema":{"version":3,"wanted":3,"problems":[],"applied":[]},"latencyMs":0.5,"problems":[],"advice":[],"space":"default","counts":{"nodes":{"note":3,"decision":1,"commitment":2,"pattern":2,"entity":3,"alias":1,"session":1,"knowledge":0},"links":9},"analysis":{"version":1,"outdated":0},"ok":true}"
  `);
  // The other tools are shown in tools.test.ts.
  const ten = new Set(
    toolsFor(memory, { ...settings, profile: 'default' }).map(({ name }) => name),
  );
  const others = toolsFor(memory, settings).flatMap(({ name }) => (ten.has(name) ? [] : [name]));
  expect(calls.map(([name]) => name).toSorted()).toEqual(others.toSorted());
});
