import { randomUUID } from 'node:crypto';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { MemOS } from '../../memos/memos.ts';
import { DelayingProxy } from '../bench/delaying-proxy.ts';
import { measureSessions, type WayCost, type WorkCost } from '../bench/measure-sessions.ts';
import { fourteenOperations, oneMemory } from '../bench/session-work.ts';
import type { Answer, GlobalOptions, Invocation } from '../invocation.ts';
import { addressOf } from '../open.ts';
import { block, type Page } from '../text/page.ts';
import { tableLines } from '../text/table.ts';

export interface BenchFlags {
  readonly rounds: number;
  readonly latency?: number;
}

interface Bench {
  readonly version: string;
  readonly address: string;
  /** How long the smallest read takes as it was measured, the added delay included. */
  readonly latencyMs: number;
  readonly addedMs: number;
  readonly rounds: number;
  readonly works: readonly WorkCost[];
}

/** Does the same work in every way that sessions allow, and tells what each costs. */
export async function benchSessions(invocation: Invocation, flags: BenchFlags): Promise<Answer> {
  const bench = await run(invocation, flags);
  return { json: bench, text: (page) => benchLines(page, bench) };
}

async function run(invocation: Invocation, { rounds, latency }: BenchFlags): Promise<Bench> {
  const address = serverOf(invocation);
  await using proxy =
    latency === undefined
      ? undefined
      : await DelayingProxy.open(withoutEncryption(address), latency);
  const memory = await invocation.openMemory(proxy?.url);
  const { version, latencyMs } = await memory.adapter.health({ signal: invocation.signal });
  const works = await inOwnSpace(memory, invocation, rounds);
  return { version, address, latencyMs, addedMs: latency ?? 0, rounds, works };
}

/** The address of the Neo4j server that is meant; nothing is opened, so no file is made. */
function serverOf({ options }: Invocation): string {
  const address = addressOf(options);
  if (!address.startsWith('sqlite:')) return address;
  throw new InvalidInputError(
    'url',
    'Expected --url, MEMOS_GRAPH_URL or NEO4J_URI to name a Neo4j server, since an SQLite file has no round trips to count',
  );
}

function withoutEncryption(address: string): string {
  if (/^(?:bolt|neo4j):/.test(address)) return address;
  throw new InvalidInputError(
    'latency',
    `Expected a bolt:// or neo4j:// address with --latency, got ${JSON.stringify(address)}: the delay stands between the two ends of a connection, where an encrypted one lets nobody stand`,
  );
}

/** Measures in a space that nobody else uses, and leaves nothing of it. */
async function inOwnSpace(
  memory: MemOS,
  { terminal, signal, options }: Invocation,
  rounds: number,
): Promise<readonly WorkCost[]> {
  const own = memory.space(`bench ${randomUUID()}`);
  try {
    return await measureSessions(own, [oneMemory, fourteenOperations], {
      rounds,
      signal,
      onRound: (round) =>
        terminal.progress(round === 0 ? 'Warming up…' : `Round ${round} of ${rounds}`),
    });
  } finally {
    terminal.progress('Cleaning up…');
    await forgetAll(own, options, terminal.note);
  }
}

/** Interrupted or not; why measuring failed is told rather than why cleaning up did. */
async function forgetAll(
  own: MemOS,
  { url }: GlobalOptions,
  note: (text: string) => void,
): Promise<void> {
  try {
    await own.forget({ space: true });
  } catch {
    const { space } = own.adapter;
    const address = url === undefined ? '' : ` --url ${url}`;
    note(
      `What was written for measuring is still there; remove it with: memos-graph forget --everything --yes${address} --space '${space}'`,
    );
  }
}

const headings = ['', 'sessions', 'transactions', 'statements', 'round trips', 'ms', 'faster'];

function benchLines(page: Page, bench: Bench): readonly string[] {
  const { version, address, latencyMs, addedMs, rounds, works } = bench;
  const added = addedMs === 0 ? '' : `, ${addedMs} ms of it added`;
  return [
    ...block(
      page,
      `Neo4j ${version} at ${address}; ${latencyMs.toFixed(1)} ms for the smallest read${added}; median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    ),
    ...works.flatMap(({ work, ways, remark }) => [
      '',
      ...tableLines(page, headings.with(0, work), ways.map(cells)),
      ...(remark === undefined ? [] : block(page, remark, { indent: 2, style: 'gray' })),
    ]),
  ];
}

const cells = (cost: WayCost): readonly string[] => [
  `  ${cost.way}`,
  ...[cost.sessions, cost.transactions, cost.statements, cost.roundTrips].map(countText),
  cost.medianMs.toFixed(cost.medianMs < 10 ? 2 : 1),
  `${cost.timesFaster.toFixed(1)} x`,
];

/** A part of one, where several share a statement. */
const countText = (count: number): string => String(Math.round(count * 100) / 100);
