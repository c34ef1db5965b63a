import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { type MemOS, openMemory } from 'memos-graph';

import { connectHttp } from '../test/mcp/support/clients.ts';
import type { Neo4jAddress } from '../test/support/neo4j-server.ts';
import { milliseconds, perSecond, printTable } from './table.ts';

const clientCount = 64;
const loadMs = 60_000;
const program = 'dist/cli/main.js';

/** What the clients of one kind saw. */
interface Seen {
  readonly rememberMs: number[];
  readonly recallMs: number[];
  /** Ids of what was acknowledged. */
  readonly ids: string[];
  readonly failures: { readonly remember: string[]; readonly recall: string[] };
}

/** One client: remembers under an id, recalls a question. */
interface LoadClient {
  remember(id: string, content: string, entities: readonly string[]): Promise<void>;
  recall(query: string): Promise<void>;
  close(): Promise<void>;
}

interface Address {
  readonly url: string;
  readonly mcp: string;
  readonly token: string;
}

/** Where the server keeps its memory. */
interface Place {
  readonly engine: string;
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Opens the same memory without the server. */
  readonly open: () => Promise<MemOS>;
}

/** Lets 64 clients write and ask for a minute over HTTP and MCP, and looks whether all that was acknowledged is there. */
async function benchClients(place: Place): Promise<void> {
  const { engine } = place;
  if (!existsSync(program)) {
    console.error('Clients are not measured: run `npm run build` first');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'memos-graph-clients-'));
  try {
    await using server = await serve(folder, place);
    const { address } = server;
    const half = clientCount / 2;
    console.error(`${engine}: ${clientCount} clients for ${loadMs / 1000} seconds…`);
    const kinds = [
      ['HTTP', await Promise.all(Array.from({ length: half }, async () => httpClient(address)))],
      ['MCP', await Promise.all(Array.from({ length: half }, async () => mcpClient(address)))],
    ] as const;
    const until = performance.now() + loadMs;
    const seen = await Promise.all(
      kinds.map(async ([kind, clients]) => [kind, await load(clients, until)] as const),
    );
    await Promise.all(kinds.flatMap(([, clients]) => clients.map((client) => client.close())));
    await server.stop();
    await using memory = await place.open();
    print(
      engine,
      seen,
      await lost(
        memory,
        seen.flatMap(([, { ids }]) => ids),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The clients on an SQLite file of their own. */
export async function benchClientsOnSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'memos-graph-clients-'));
  const url = `sqlite:${join(folder, 'memory.db')}`;
  try {
    await (await openMemory({ url, migrate: true })).close();
    await benchClients({
      engine: 'SQLite',
      options: ['--url', url],
      environment: {},
      open: () => openMemory({ url }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The clients on a space of their own of a server. */
export async function benchClientsOnNeo4j(address: Neo4jAddress): Promise<void> {
  const space = `bench-${randomUUID()}`;
  await (await openMemory({ ...address, space, migrate: true })).close();
  const { url, username, password } = address;
  await benchClients({
    engine: 'Neo4j',
    options: ['--url', url, '--space', space],
    environment: { NEO4J_USERNAME: username, NEO4J_PASSWORD: password },
    open: () => openMemory({ ...address, space }),
  });
}

interface Server extends AsyncDisposable {
  readonly address: Address;
  /** Asks it to end, and waits for that; throws unless it ends well. */
  stop(): Promise<void>;
}

async function serve(folder: string, { options, environment }: Place): Promise<Server> {
  const server = spawn(process.execPath, [program, 'serve', '--port', '0', '--json', ...options], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(server, 'close') as Promise<[number | null]>;
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const announced = JSON.parse(line) as { url: string; mcp: string; tokenFile: string };
  const [first] = JSON.parse(readFileSync(announced.tokenFile, 'utf8')) as [{ token: string }];
  return {
    address: { url: announced.url, mcp: announced.mcp, token: first.token },
    stop: async () => {
      server.kill('SIGTERM');
      const [code] = await closed;
      if (code !== 0) throw new Error(`The server ended with ${code}`);
    },
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGKILL');
      await closed;
    },
  };
}

function httpClient({ url, token }: Address): LoadClient {
  const post = async (route: string, body: unknown, key?: string): Promise<void> => {
    const response = await fetch(`${url}/v1/${route}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${answer.slice(0, 200)}`);
  };
  return {
    remember: (id, content, entities) => post('remember', { content, entities }, id),
    recall: (query) => post('recall', { query }),
    close: async () => {},
  };
}

async function mcpClient({ mcp, token }: Address): Promise<LoadClient> {
  const client = await connectHttp(mcp, token);
  const call = async (name: string, given: Record<string, unknown>): Promise<void> => {
    const { isError, content } = await client.call(name, given);
    if (isError === true) throw new Error(content[0]?.text ?? 'no text');
  };
  return {
    remember: (id, content, entities) =>
      call('memory_remember', { id, content, entities: [...entities] }),
    recall: (query) => call('memory_recall', { query }),
    close: async () => client[Symbol.asyncDispose](),
  };
}

/** Every client waits for each of its answers; every fifth call asks. */
async function load(clients: readonly LoadClient[], until: number): Promise<Seen> {
  const seen: Seen = {
    rememberMs: [],
    recallMs: [],
    ids: [],
    failures: { remember: [], recall: [] },
  };
  await Promise.all(
    clients.map(async (client, place) => {
      for (let call = 0; performance.now() < until; call += 1) {
        const start = performance.now();
        const isQuestion = call % 5 === 4;
        try {
          if (isQuestion) {
            await client.recall(`what did client ${place} note`);
            seen.recallMs.push(performance.now() - start);
          } else {
            const id = randomUUID();
            const about = [`Person ${(place * 31 + call) % 500}`, `Project ${call % 40}`];
            await client.remember(id, `Client ${place} noted item ${call} of ${about[1]}`, about);
            seen.rememberMs.push(performance.now() - start);
            seen.ids.push(id);
          }
        } catch (error) {
          const told = error instanceof Error ? error.message : String(error);
          seen.failures[isQuestion ? 'recall' : 'remember'].push(told);
        }
      }
    }),
  );
  return seen;
}

async function lost(memory: MemOS, ids: readonly string[]): Promise<number> {
  let found = 0;
  for (let start = 0; start < ids.length; start += 100)
    found += (await memory.get(ids.slice(start, start + 100))).items.length;
  return ids.length - found;
}

function print(
  engine: string,
  seen: readonly (readonly [string, Seen])[],
  lostCount: number,
): void {
  const rows = seen.flatMap(([kind, { rememberMs, recallMs, failures }]) => [
    [`${kind}: remember`, ...figures(rememberMs), String(failures.remember.length)],
    [`${kind}: recall`, ...figures(recallMs), String(failures.recall.length)],
  ]);
  const stored = seen.reduce((sum, [, { ids }]) => sum + ids.length, 0);
  rows.push(['both: memories', '', '', perSecond(stored, loadMs / 1000), `${lostCount} lost`]);
  printTable(
    `${engine}: ${clientCount} clients of \`memos-graph serve\` for ${loadMs / 1000} seconds, milliseconds a call`,
    ['', 'p50', 'p95', 'rate', 'failed'],
    rows,
  );
  for (const [, { failures }] of seen)
    for (const told of [...failures.remember, ...failures.recall].slice(0, 3)) console.log(told);
  if (lostCount > 0) process.exitCode = 1;
}

function figures(times: readonly number[]): readonly string[] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    milliseconds(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
  return [at(0.5), at(0.95), perSecond(times.length, loadMs / 1000)];
}
