import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

import { expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { remembered, uniqueSpace } from './change-sets.ts';
import { openEngine } from './engines.ts';

const closed = { migrate: false, warm: false };

describeNeo4j('a database that refuses', () => {
  it('says so of a wrong password, without repeating it', async () => {
    const { url } = neo4jAddress();
    // A user of its own: a server locks out a name after some wrong passwords.
    const username = `nobody-${randomUUID()}`;
    await using engine = new Neo4jEngine({ ...closed, url, username, password: 'hunter2' });
    const failure = engine.ready({});
    await expect(failure).rejects.toMatchObject({ code: 'DATABASE_REFUSED', retryable: false });
    await expect(failure).rejects.toThrow(/refuses the user name or the password/);
    await expect(failure).rejects.not.toThrow(/hunter2/);
  });

  it('says so of a database that is not there', async () => {
    await using engine = new Neo4jEngine({ ...closed, ...neo4jAddress(), database: 'nowhere' });
    await expect(engine.ready({})).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
      message: expect.stringMatching(/^There is no database "nowhere" at .*; check the name$/),
    });
  });
});

describeNeo4j('a server that does not answer', () => {
  it('is told by its address when nothing listens there', async () => {
    const url = `bolt://127.0.0.1:${await unusedPort()}`;
    await using engine = new Neo4jEngine({ ...closed, url, username: 'a', password: 'b' });
    await expect(engine.ready({})).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining(new URL(url).host),
    });
  });

  it('does not hold a caller who gives up', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `bolt://127.0.0.1:${portOf(server)}`;
    await using engine = new Neo4jEngine({ ...closed, url, username: 'a', password: 'b' });
    const signal = AbortSignal.timeout(100);
    await expect(engine.ready({ signal })).rejects.toMatchObject({ code: 'ABORTED' });
    server.close();
  });
});

describeNeo4j('an aborted call', () => {
  it('is not sent when the signal was aborted before', async () => {
    await using engine = openEngine();
    const signal = AbortSignal.abort();
    const write = engine.write([remembered(uniqueSpace(), 'x')], { atomic: true, signal });
    await expect(write).rejects.toMatchObject({ code: 'ABORTED', mayBeApplied: false });
  });

  it('ends a query that is running', async () => {
    await using engine = openEngine();
    const cypher = 'UNWIND range(1, 100000000) AS a WITH a WHERE a < 0 RETURN a';
    const query = { cypher, params: {}, timeoutMs: 20_000, maxRows: 1, maxBytes: 1000 };
    await engine.ready({});
    const signal = AbortSignal.timeout(300);
    await expect(engine.query(query, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describeNeo4j('a closed engine', () => {
  it('refuses every call', async () => {
    const engine = openEngine();
    await engine.close();
    await engine.close();
    await expect(engine.ready({})).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('finishes what was running', async () => {
    const engine = openEngine();
    const space = uniqueSpace();
    await engine.ready({});
    const write = engine.write([remembered(space, 'last words')], { atomic: true });
    await engine.close();
    await expect(write).resolves.toMatchObject({ value: [{ refused: false }] });
    await using next = openEngine();
    await next.remove({ space, selector: { by: 'space' }, limit: 100, dryRun: false }, {});
  });
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
