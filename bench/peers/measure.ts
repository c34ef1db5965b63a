import { BoltProxy } from '../../test/support/bolt-proxy.ts';
import type { ScratchDatabase } from './database.ts';
import type { PeerProcess } from './peer-process.ts';
import type { AnswerTo, CallName } from './protocol.ts';
import type { System } from './systems.ts';

/** What one call costs on the wire. */
export interface Cost {
  readonly sessions: number;
  readonly transactions: number;
  readonly statements: number;
  readonly roundTrips: number;
}

export interface Figures {
  readonly system: System;
  /** The database driver, with its version. */
  readonly driver: string;
  readonly remember: CallFigures & {
    /** The cost when both entities are new; `cost` is for known ones. */
    readonly costOfNew: Cost;
    readonly perSecond: ReadonlyMap<number, Rate>;
  };
  readonly recall: CallFigures;
}

export interface CallFigures {
  readonly cost: Cost;
  /** Median milliseconds by the round trip that was added, in milliseconds. */
  readonly p50: ReadonlyMap<number, number>;
}

/** Memories per second, and how many of its calls failed. */
export interface Rate {
  readonly perSecond: number;
  readonly failed: number;
}

export interface Plan {
  /** Round trips that the proxy adds, in milliseconds. */
  readonly latencies: readonly number[];
  readonly writers: readonly number[];
  /** Timed calls of each kind at each latency, at most. */
  readonly calls: number;
  /** Seconds for the timed calls of one system at one latency, at most. */
  readonly seconds: number;
  /** Seconds that the writers of one system write. */
  readonly raceSeconds: number;
}

/** The memories of a run count from here; the entities repeat after 200. */
const period = 200;
const warmUp = { calls: 15, seconds: 2 };
const knownPairs = 10;

/** Measures systems on one database, call by call in turn, so that a drift of the machine's speed meets all of them alike. */
export async function measure(
  peers: readonly PeerProcess[],
  database: ScratchDatabase,
  plan: Plan,
): Promise<readonly Figures[]> {
  await using proxy = await BoltProxy.open(database.address.url);
  await database.empty();
  const subjects = peers.map((peer) => new Subject(peer, proxy));
  for (const subject of subjects) await subject.open({ ...database.address, url: proxy.url });
  for (const subject of subjects) await subject.warmUp();
  for (const subject of subjects) await subject.count();
  for (const latency of plan.latencies) await timeInTurn(subjects, latency, plan);
  for (const subject of subjects) await subject.close();
  for (const writers of plan.writers)
    for (const subject of subjects) await subject.race(database, writers, plan);
  return subjects.map((subject) => subject.figures);
}

async function timeInTurn(
  subjects: readonly Subject[],
  latency: number,
  { calls, seconds }: Plan,
): Promise<void> {
  for (const subject of subjects) await subject.settle(latency);
  const limitMs = seconds * 1000 * subjects.length;
  let spentMs = 0;
  for (let call = 0; call < calls && spentMs < limitMs; call += 1)
    for (const subject of subjects) spentMs += await subject.time(latency);
}

/** One system while it is measured. */
class Subject {
  readonly #peer: PeerProcess;
  readonly #proxy: BoltProxy;
  readonly #times: Record<CallName, Map<number, number[]>> = {
    remember: new Map(),
    recall: new Map(),
  };
  readonly #perSecond = new Map<number, Rate>();
  #driver = '';
  #costs: Readonly<Record<CallName | 'new', Cost>> | undefined;
  #calls = 0;

  constructor(peer: PeerProcess, proxy: BoltProxy) {
    this.#peer = peer;
    this.#proxy = proxy;
  }

  async open(address: ScratchDatabase['address']): Promise<void> {
    const { driver } = await this.#peer.ask({ command: 'open', ...address });
    this.#driver = driver;
  }

  async close(): Promise<void> {
    await this.#peer.ask({ command: 'close' });
  }

  /** Some calls at least, and for some time, so that the server has compiled what it does for them. */
  async warmUp(): Promise<void> {
    this.#proxy.roundTripMs = 0;
    const end = performance.now() + warmUp.seconds * 1000;
    while (this.#calls < warmUp.calls || performance.now() < end) await this.#both();
  }

  /** Counts what goes over the wire, far enough apart in time that what is sent together is seen as together. */
  async count(): Promise<void> {
    this.#proxy.roundTripMs = 8;
    const newOnes = knownPairs; // the warm-up has not had them
    const cost = { new: await this.#cost('remember', newOnes) };
    this.#costs = {
      ...cost,
      remember: await this.#cost('remember', newOnes + period),
      recall: await this.#cost('recall', 0),
    };
    // An empty answer would be measured as a fast one.
    const { found } = await this.#call('recall', 0);
    if (found === 0) throw new Error('it does not find the first memory');
  }

  /** Some calls at another latency that are not timed. */
  async settle(latency: number): Promise<void> {
    this.#proxy.roundTripMs = latency;
    for (let call = 0; call < 2; call += 1) await this.#both();
  }

  /** Times both calls once and answers the milliseconds that they took. */
  async time(latency: number): Promise<number> {
    const { remember, recall } = await this.#both();
    for (const [call, milliseconds] of Object.entries({ remember, recall })) {
      const times = this.#times[call as CallName]; // the two keys above
      times.set(latency, [...(times.get(latency) ?? []), milliseconds]);
    }
    return remember + recall;
  }

  /** Several writers at once, each awaiting its own calls, on an empty database and without the proxy. */
  async race(database: ScratchDatabase, writers: number, plan: Plan): Promise<void> {
    await database.empty();
    await this.open(database.address);
    const race = { command: 'race', writers } as const;
    await this.#peer.ask({ ...race, number: 0, seconds: warmUp.seconds });
    const { calls, seconds, failures } = await this.#peer.ask({
      ...race,
      number: 1_000_000,
      seconds: plan.raceSeconds,
    });
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    this.#perSecond.set(writers, { perSecond: calls / seconds, failed });
    await this.close();
  }

  get figures(): Figures {
    const costs = this.#costs;
    if (costs === undefined) throw new Error('Nothing was counted');
    const p50 = (call: CallName): ReadonlyMap<number, number> =>
      new Map([...this.#times[call]].map(([latency, times]) => [latency, median(times)]));
    return {
      system: this.#peer.system,
      driver: this.#driver,
      remember: {
        cost: costs.remember,
        costOfNew: costs.new,
        p50: p50('remember'),
        perSecond: this.#perSecond,
      },
      recall: { cost: costs.recall, p50: p50('recall') },
    };
  }

  /** A memory about two entities that are known after ten calls, and a question for one that was stored before. */
  async #both(): Promise<Readonly<Record<CallName, number>>> {
    const number = this.#calls * period + (this.#calls % knownPairs);
    const earlier = Math.max(0, this.#calls - 3);
    this.#calls += 1;
    const remember = await this.#call('remember', number);
    const recall = await this.#call('recall', earlier * period + (earlier % knownPairs));
    return { remember: remember.milliseconds, recall: recall.milliseconds };
  }

  async #cost(call: CallName, number: number): Promise<Cost> {
    this.#proxy.clearCounts();
    const { sessions } = await this.#call(call, number);
    const { transactions, statements, roundTrips } = this.#proxy.counts;
    return { sessions, transactions, statements, roundTrips };
  }

  async #call(call: CallName, number: number): Promise<AnswerTo<'call'>> {
    return this.#peer.ask({ command: 'call', call, number });
  }
}

/** The better of two rounds, figure by figure: whatever else ran on the machine has only made them worse. */
export function better(one: Figures, other: Figures): Figures {
  const p50 = (call: CallName): ReadonlyMap<number, number> =>
    new Map(
      [...one[call].p50].map(([latency, milliseconds]) => [
        latency,
        Math.min(milliseconds, other[call].p50.get(latency) ?? Infinity),
      ]),
    );
  const perSecond = [...one.remember.perSecond].map(([writers, rate]) => {
    const rates = [rate, other.remember.perSecond.get(writers) ?? rate];
    return [writers, rates.reduce((a, b) => (b.perSecond > a.perSecond ? b : a))] as const;
  });
  return {
    ...one,
    remember: { ...one.remember, p50: p50('remember'), perSecond: new Map(perSecond) },
    recall: { ...one.recall, p50: p50('recall') },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
