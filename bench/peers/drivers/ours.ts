// memos-graph itself, from its sources.
import { openMemory } from 'memos-graph';
import neo4j from 'neo4j-driver';
import driverPackage from 'neo4j-driver/package.json' with { type: 'json' };

import { countSessions } from './packages.ts';
import { contentOf, entitiesOf, serve, wordOf } from './serve.ts';

await serve({
  driver: `neo4j-driver ${driverPackage.version}`,
  sessions: countSessions(neo4j),
  open: async ({ url, username, password }) => {
    const memory = await openMemory({ url, username, password, space: 'benchmark', migrate: true });
    return {
      remember: (number) =>
        memory.remember(contentOf(number), { entities: [...entitiesOf(number)] }),
      recall: async (number) => (await memory.recall(wordOf(number))).memories.length,
      close: () => memory.close(),
    };
  },
});
