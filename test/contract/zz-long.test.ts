import { randomUUID } from 'node:crypto';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { patternId } from '../../src/model/identity.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { neo4jSpaces, openFile } from './engines.ts';
import { history, readEverything, take } from './histories.ts';

describeNeo4j('SQLite and Neo4j', () => {
  const openSpace = neo4jSpaces();

  it('give the same answers to every history, errors too', async () => {
    await using file = await openFile();
    await using server = await openSpace();
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const space = `${server.adapter.space} ${randomUUID()}`;
        const [sqlite, neo4j] = [file.space(space), server.space(space)];
        for (const step of steps)
          expect([step, await take(neo4j, step)]).toEqual([step, await take(sqlite, step)]);
        const pattern = patternId(undefined, 'flour');
        expect(await readEverything(neo4j, pattern)).toEqual(await readEverything(sqlite, pattern));
        await neo4j.forget({ space: true });
      }),
      { numRuns: 150 },
    );
  }, 900_000);
});
