import { once } from 'node:events';

import { MemOS, Neo4jAdapter } from 'memos-graph';
import { auth, type Driver, driver } from 'neo4j-driver';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Served, served } from '../http/support/served.ts';
import { type ClientOptions, connectHttp } from '../mcp/support/clients.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

const limitMs = 15_000;

/** Runs for hours where nobody ends it. */
const endless = (name: string): string =>
  `UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a % (b + 1)) AS ${name}`;

type Call = (server: Served, cypher: string, stop: AbortSignal) => Promise<unknown>;

const callRoute: Call = ({ url, token }, cypher, signal) =>
  fetch(`${url}/v1/queryGraph`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.token}` },
    body: JSON.stringify({ cypher }),
    signal,
  });

const callTool =
  (client: ClientOptions): Call =>
  async ({ url, token }, cypher, stop) => {
    const connected = await connectHttp(`${url}/mcp`, token.token, client);
    const hungUp = once(stop, 'abort').then(() => connected[Symbol.asyncDispose]());
    await Promise.all([connected.call('query_graph', { cypher }), hungUp]);
  };

const calls: readonly (readonly [name: string, call: Call])[] = [
  ['route', callRoute],
  ['tool of 2026', callTool({ era: '2026' })],
  ['tool of 2025', callTool({ era: '2025' })],
  ['tool in a session', callTool({ era: '2025', answer: () => ({ action: 'decline' }) })],
];

describeNeo4j('the query of a client that hangs up', () => {
  let memory: MemOS;
  let server: Served;
  let watching: Driver;
  /** What runs on the server under that name. */
  const running = async (name: string): Promise<number> => {
    const { records } = await watching.executeQuery(
      'SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS $name RETURN currentQuery AS query',
      { name },
    );
    return records.filter((record) => !String(record.get('query')).startsWith('SHOW')).length;
  };
  beforeAll(async () => {
    const { url, username, password } = neo4jAddress();
    watching = driver(url, auth.basic(username, password));
    memory = new MemOS(new Neo4jAdapter({ ...neo4jAddress(), migrate: true, warm: false }));
    server = await served(memory, { profile: 'full' });
    // A server that has just started plans for seconds.
    await server.call('queryGraph', { cypher: endless('planned').replaceAll('1000000', '2') });
    await running('planned');
  }, 120_000);
  afterAll(async () => {
    await server.close();
    await memory.close();
    await watching.close();
  });

  it.each(calls)('ends on the server (%s)', { timeout: 60_000 }, async (name, call) => {
    const marker = `hung_up_${name.replaceAll(' ', '_')}`;
    const stop = new AbortController();
    const ended = call(server, endless(marker), stop.signal).then(
      () => 'answered',
      () => 'given up',
    );
    await expect.poll(() => running(marker), { timeout: limitMs }).toBe(1);
    stop.abort();
    expect(await ended).toBe('given up');
    // Long before the limit of a request would end it.
    await expect.poll(() => running(marker), { timeout: limitMs }).toBe(0);
    expect((await server.call('health')).status).toBe(200);
  });
});
