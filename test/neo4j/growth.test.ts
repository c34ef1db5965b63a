import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { fillStore, growthCalls } from '../support/growing-store.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';
import { openDriver } from './engines.ts';
import { profilingDriver } from './profiling-driver.ts';

/** At most so many times the database hits, in a store of ten times the size. */
const mostGrowth = 1.2;

// Hits depend on what is stored and on nothing else: not on the machine, and not on who else is at work.
describeNeo4j('what a call touches', () => {
  it('does not grow with the store', { timeout: 240_000 }, async () => {
    await using driver = openDriver();
    const { driver: profiled, hitsOf } = profilingDriver(driver);
    const adapter = new Neo4jAdapter({ driver: profiled, migrate: true, warm: false });
    await using all = new MemOS(adapter);
    await all.adapter.ready();

    const hitsIn = async (memories: number): Promise<Readonly<Record<string, number>>> => {
      const shape = { space: uniqueSpace(), memories, ofHub: memories / 2 };
      const memory = all.space(shape.space);
      await fillStore(driver, shape);
      const hits: Record<string, number> = {};
      for (const [name, call] of Object.entries(growthCalls(memory, shape)))
        hits[name] = await hitsOf(() => call(1));
      await memory.forget({ space: true });
      return hits;
    };
    const small = await hitsIn(1_000);
    const large = await hitsIn(10_000);

    for (const [name, hits] of Object.entries(small)) {
      expect(hits, name).toBeGreaterThan(0);
      expect(large[name], name).toBeLessThanOrEqual(mostGrowth * hits);
    }
  });
});
