import { expect, it } from 'vitest';

import type { ChangeSet } from '../../src/model/change-set.ts';
import { newId } from '../../src/model/identity.ts';
import { nextCreatedAt } from '../../src/model/instant.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openDriver, openEngine } from './engines.ts';
import { databaseHits, profiledWrite } from './profiled-write.ts';

describeNeo4j('what a write costs', () => {
  it('is one session, one transaction, one statement, one round trip', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const { receipt } = await engine.write([remembered(space, 'one')], { atomic: true });
    expect(receipt).toEqual({
      sessions: 1,
      transactions: 1,
      statements: 1,
      roundTrips: 1,
      retries: 0,
      sharedBy: 1,
    });
    await emptySpace(engine, space);
  });

  it('stays below a hundred database hits, however much is stored', async () => {
    await using engine = openEngine();
    await using driver = openDriver();
    const space = uniqueSpace();
    await engine.write([remembered(space, 'first')], { atomic: true });
    const early = databaseHits(await profiledWrite(driver, remembered(space, 'early')));
    const many = Array.from({ length: 600 }, (_, index) => remembered(space, `filling ${index}`));
    await engine.write(many, { atomic: true });
    const late = databaseHits(await profiledWrite(driver, remembered(space, 'late')));
    expect(early).toBeLessThan(100);
    expect(late).toBeLessThan(100);
    await emptySpace(engine, space);
  });

  it('stays below a hundred and fifty in a session, however long that is', async () => {
    await using engine = openEngine();
    await using driver = openDriver();
    const space = uniqueSpace();
    const record = {
      id: 's',
      kind: 'session',
      status: 'open',
      createdAt: nextCreatedAt(),
    } as const;
    const during = (name: string): ChangeSet => {
      const made = remembered(space, name);
      const [node] = made.nodes;
      return { ...made, links: [{ from: node?.record.id ?? '', type: 'DURING', to: 's' }] };
    };
    await engine.write([changeSet(space, { nodes: [{ record, about: [] }] })], { atomic: true });
    await engine.write(['a', 'b', 'c'].map(during), { atomic: true });
    const early = databaseHits(await profiledWrite(driver, during('early')));
    const many = Array.from({ length: 300 }, (_, index) => during(`filling ${index}`));
    await engine.write(many, { atomic: true });
    const late = databaseHits(await profiledWrite(driver, during('late')));
    expect(early).toBeLessThan(150);
    expect(late).toBeLessThan(150);
    await emptySpace(engine, space);
  });

  it('changes nothing at all when it is sent again', async () => {
    await using engine = openEngine();
    await using driver = openDriver();
    const space = uniqueSpace();
    const old = changeSet(space, {
      nodes: [memory('old', 'sold'), memory('promise', 'pay', { kind: 'commitment' })],
    });
    const id = newId();
    const set = { status: 'completed', outcome: 'paid', closedAt: '2026-03-02T09:00:00.000Z' };
    const everything = changeSet(space, {
      ...remembered(space, 'kept'),
      id,
      requires: [{ id: 'old', kinds: ['note'] }],
      links: [
        { from: 'promise', type: 'LEADS_TO', to: 'old' },
        { from: 'promise', type: 'SUPERSEDES', to: 'old' },
      ],
      transitions: [{ id: 'promise', from: ['open'], set }],
      tallies: ['old'],
    });
    const [, first] = (await engine.write([old, everything], { atomic: true })).value;
    const summary = await profiledWrite(driver, everything);
    expect(summary.counters.updates()).toEqual(
      Object.fromEntries(Object.keys(summary.counters.updates()).map((name) => [name, 0])),
    );
    expect(summary.counters.containsUpdates()).toBe(false);
    const [again] = (await engine.write([everything], { atomic: true })).value;
    expect(again).toEqual(first);
    await emptySpace(engine, space);
  });
});
