import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';

import neo4j, { type Driver, type Session } from 'neo4j-driver';
import neo4j5 from 'neo4j-driver-5';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { watchDriver } from '../../src/watch/watch-driver.ts';
import { openDriver } from '../neo4j/engines.ts';
import { describeNeo4j } from '../support/neo4j.ts';

const one = 'RETURN 1 AS n';

describe('a watch', () => {
  it('refuses what is no driver and options that are no positive numbers', async () => {
    const notOne: object = {};
    expect(() => watchDriver(notOne as Driver)).toThrow(/^Expected `driver` to be a driver/);
    await using driver = neo4j.driver('bolt://localhost:1');
    expect(() => watchDriver(driver, { latencyMs: 0 })).toThrow(
      'Expected `latencyMs` to be a positive number, got 0',
    );
  });
});

it('takes a driver of version 5 as it is typed', async () => {
  await using driver = neo4j5.driver('bolt://localhost:1');
  using watch = watchDriver(driver);
  await driver.session().close();
  expect(watch.report().sessions).toBe(1);
});

describeNeo4j('a watched driver', () => {
  let driver: Driver;

  beforeAll(() => {
    driver = openDriver();
  });

  afterAll(() => driver.close());

  async function runOne(): Promise<void> {
    const session = driver.session();
    await session.run(one);
    await session.close();
  }

  async function oneByOne(): Promise<void> {
    await runOne();
    await runOne();
    await runOne();
  }

  async function sideBySide(): Promise<void> {
    await Promise.all([runOne(), runOne(), runOne()]);
  }

  async function twice(): Promise<void> {
    await runOne();
    await runOne();
  }

  it('is the same object of the same class, and so is everything it makes', async () => {
    const method: unknown = Reflect.get(driver, 'session');
    const keys = Reflect.ownKeys(driver);
    const watch = watchDriver(driver);
    expect(Reflect.ownKeys(driver)).toEqual(keys);
    expect(driver).toBeInstanceOf(neo4j.Driver);
    const session = driver.session();
    expect(session).toBeInstanceOf(neo4j.Session);
    expect(session.constructor).toBe(neo4j.Session);
    const result = session.run(one);
    expect(result).toBeInstanceOf(neo4j.Result);
    expect((await result).records[0]?.toObject()).toEqual({ n: 1 });
    expect(await result).toBe(await result);
    const tx = session.beginTransaction();
    expect(tx).toBeInstanceOf(neo4j.Transaction);
    const begun = await tx;
    expect(await tx).toBe(begun);
    expect(begun.isOpen()).toBe(true);
    await begun.commit();
    await session.close();
    watch.stop();
    expect(Reflect.get(driver, 'session')).toBe(method);
    expect(Object.getPrototypeOf(driver)).toBe(neo4j.Driver.prototype);
  });

  it('answers and fails as without a watch', async () => {
    using watch = watchDriver(driver);
    const session = driver.session();
    await expect(session.run('RETURN 1 / 0')).rejects.toMatchObject({
      code: 'Neo.ClientError.Statement.ArithmeticError',
    });
    expect(() => session.run('')).toThrow();
    const tx = session.beginTransaction();
    expect(() => session.beginTransaction()).toThrow(/ongoing work/);
    await tx.rollback();
    await expect(tx.run(one)).rejects.toThrow(/rolled back/);
    expect(await session.executeWrite(() => Promise.resolve('kept'))).toBe('kept');
    await session.close();
    await expect(session.run(one)).rejects.toThrow(/closed session/);
    expect(watch.report().callSites.length).toBeGreaterThan(0);
  });

  it('leaves the line of the program in the stack of an error', async () => {
    using watch = watchDriver(driver);
    const session = driver.session();
    const error: unknown = await session.run('RETURN 1 / 0').catch((reason: unknown) => reason);
    await session.close();
    expect(error).toHaveProperty('stack', expect.stringContaining('watch-driver.test.ts'));
    expect(watch.report().callSites.map(({ failures }) => failures)).toContain(1);
  });

  it('leaves a failure that nobody handles unhandled', async () => {
    using watch = watchDriver(driver);
    const seen: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => seen.push(reason));
    try {
      const session = driver.session();
      void session.executeWrite(() => Promise.reject(new Error('lost')));
      while (seen.length === 0) await sleep(5);
      await session.close();
      expect(seen).toEqual([expect.objectContaining({ message: 'lost' })]);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    expect(watch.report().transactions).toBe(1);
  });

  it('is not followed any more after stop, nor are the sessions it made', async () => {
    const watch = watchDriver(driver);
    const session = driver.session();
    watch.stop();
    watch.stop();
    await session.run(one);
    await session.close();
    await runOne();
    expect(watch.report()).toMatchObject({ sessions: 1, statements: 0 });
  });

  it('can be followed by two watches at once', async () => {
    const first = watchDriver(driver);
    const second = watchDriver(driver);
    await runOne();
    first.stop();
    await runOne();
    second.stop();
    await runOne();
    expect([first.report().sessions, second.report().sessions]).toEqual([1, 2]);
  });

  it('tells the line and the function of each call', async () => {
    using watch = watchDriver(driver);
    await runOne();
    const sites = watch.report().callSites;
    expect(sites.map(({ file, function: name }) => [file, name])).toEqual([
      ['test/watch/watch-driver.test.ts', 'runOne'],
      ['test/watch/watch-driver.test.ts', 'runOne'],
    ]);
    expect(sites.map(({ sessions, statements }) => [sessions, statements])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('reports sessions and transactions that are never closed', async () => {
    using watch = watchDriver(driver);
    const left: Session[] = [];
    const leave = async (): Promise<void> => {
      const session = driver.session();
      left.push(session);
      await session.beginTransaction();
    };
    await leave();
    await leave();
    const { findings } = watch.report();
    expect(findings.map(({ priority, advice, sentence }) => [priority, advice, sentence])).toEqual([
      ['P1', 'close', '2 transactions left open: commit it or roll it back'],
      ['P2', 'close', '2 sessions left open: close it in a finally block'],
    ]);
    for (const session of left) await session.close();
    expect(watch.report().findings).toEqual([]);
  });

  it('goes on when the stack cannot be read', async () => {
    using watch = watchDriver(driver);
    const folder = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('gone');
    });
    // Lines that were not called before: what is known of others is remembered.
    const session = driver.session();
    await session.run(one);
    await session.close();
    expect(folder).toHaveBeenCalled();
    folder.mockRestore();
    expect(watch.report()).toMatchObject({ sessions: 1, statements: 1 });
  });

  it('tells apart what could share a session from what runs side by side', async () => {
    using watch = watchDriver(driver);
    await oneByOne();
    await sideBySide();
    const reuses = watch.report().findings.filter(({ advice }) => advice === 'reuse');
    expect(
      reuses.map(({ place, calls, now, after }) => [
        place.function,
        calls,
        now.sessions,
        after.sessions,
      ]),
    ).toEqual([['oneByOne', 1, 3, 1]]);
  });

  it('tells the calls of a function apart, also when they overlap', async () => {
    using watch = watchDriver(driver);
    await Promise.all([twice(), twice(), twice()]);
    await twice();
    const reuse = watch.report().findings.find(({ advice }) => advice === 'reuse');
    expect([reuse?.place.function, reuse?.calls, reuse?.now.sessions]).toEqual(['twice', 4, 8]);
  });

  it('finds a statement to batch, and nothing when it runs once', async () => {
    using watch = watchDriver(driver);
    const session = driver.session();
    const save = async (names: readonly string[]): Promise<void> => {
      for (const name of names) await session.run('RETURN $name AS name', { name });
    };
    await save(['a', 'b', 'c', 'd']);
    await save(['e']);
    await session.close();
    const batches = watch.report().findings.filter(({ advice }) => advice === 'batch');
    expect(batches.map(({ priority, now, after }) => [priority, now.statements, after])).toEqual([
      ['P1', 4, { sessions: 0, transactions: 0, statements: 1, roundTrips: 1 }],
    ]);
  });

  it('finds what to pipeline and what to shorten', async () => {
    using watch = watchDriver(driver);
    const session = driver.session();
    await session.executeWrite(async (tx) => {
      await tx.run(one);
      await tx.run('RETURN 2 AS m');
      await tx.run('RETURN 3 AS k');
    });
    await session.executeWrite((tx) => tx.run(one));
    await session.close();
    const { findings } = watch.report();
    expect(
      findings.map(({ priority, advice, now, after }) => [
        priority,
        advice,
        now.roundTrips,
        after.roundTrips,
      ]),
    ).toEqual([
      ['P1', 'pipeline', 5, 3],
      ['P2', 'shorten', 3, 2],
    ]);
  });

  it('holds nothing of what is stored or asked', async () => {
    using watch = watchDriver(driver);
    const session = driver.session();
    await session.run("RETURN $secret AS a, 'literal-secret' AS b", { secret: 'parameter-secret' });
    await session.close();
    expect(JSON.stringify(watch.report()) + watch.text()).not.toContain('secret');
  });

  it('stays small, however many lines and calls there are', { timeout: 60_000 }, async () => {
    using watch = watchDriver(driver, { callSitesAtMost: 10, runsAtMost: 20 });
    for (let index = 0; index < 60; index += 1) {
      // A line of its own for each, as a program of many files has.
      const source = `${'\n'.repeat(index)}(async (driver) => { const session = driver.session(); await session.close(); })`;
      const use = runInThisContext(source, { filename: resolve('app.js') }) as (
        its: Driver,
      ) => Promise<void>; // a function of this shape
      await use(driver);
    }
    for (let index = 0; index < 300; index += 1) await runOne();
    const report = watch.report();
    expect(report.sessions).toBe(360);
    expect(report.callSites).toHaveLength(11);
    expect(report.isCut).toBe(true);
    expect(report.callSites.map(({ line, function: name }) => [line, name])).toContainEqual([
      0,
      'other places',
    ]);
    expect(report.callSites.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(360);
  });

  it('costs little beside a round trip', { timeout: 60_000 }, async () => {
    const time = async (): Promise<number> => {
      const start = process.hrtime.bigint();
      for (let index = 0; index < 200; index += 1) driver.session();
      return Number(process.hrtime.bigint() - start) / 200 / 1e6;
    };
    using watch = watchDriver(driver);
    await time();
    expect(await time()).toBeLessThan(1);
    expect(watch.report().sessions).toBe(400);
  });
});
