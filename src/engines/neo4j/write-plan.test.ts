import { describe, expect, it } from 'vitest';

import type { ChangeSet, LinkRow, NodeRow } from '../../model/change-set.ts';
import { statementsOfEach, statementsTogether } from './write-plan.ts';

const createdAt = '2026-03-01T09:00:00.000001Z';

const changeSet = (rows: Partial<ChangeSet>): ChangeSet => ({
  id: 'c',
  space: 's',
  requires: [],
  entities: [],
  nodes: [],
  links: [],
  transitions: [],
  tallies: [],
  reindexed: [],
  ...rows,
});
const note = (id: string, fingerprint = 'f'): NodeRow => ({
  record: { id, kind: 'note', createdAt, fingerprint },
  about: [],
});
const making = (id: string, fingerprint?: string): ChangeSet =>
  changeSet({ nodes: [note(id, fingerprint)] });
const linking = (from: string, to: string, type = 'LEADS_TO'): ChangeSet => {
  const links: LinkRow[] = [{ from, type, to }];
  const kinds = ['note'] as const;
  return changeSet({
    requires: [
      { id: from, kinds },
      { id: to, kinds },
    ],
    links,
  });
};
const naming = (id: string, aliases: readonly string[] = []): ChangeSet =>
  changeSet({
    entities: [
      {
        id,
        record: { id, kind: 'entity', createdAt },
        aliases: aliases.map((alias) => ({ id: alias, kind: 'alias', createdAt })),
        ...(aliases.length === 0 ? {} : { update: {} }),
      },
    ],
  });
const ending = (id: string): ChangeSet =>
  changeSet({ transitions: [{ id, from: ['open'], set: { status: 'completed' } }] });

describe('statementsOfEach', () => {
  it.each<[string, readonly ChangeSet[], number]>([
    ['other memories go together', [making('a'), making('b'), linking('c', 'd')], 1],
    ['links at the same memory go together', [linking('a', 'b'), linking('a', 'c')], 1],
    ['an entity that both name is no reason', [naming('e'), naming('e')], 1],
    ['a memory that was just made', [making('a'), linking('a', 'b')], 2],
    ['a memory that is made twice', [making('a'), making('a')], 2],
    ['a memory that is made after it was missed', [linking('a', 'b'), making('a')], 2],
    ['an entity that was just made', [naming('e'), linking('a', 'e')], 2],
    ['a name that was just taken', [naming('e', ['x']), naming('x')], 2],
    ['two transitions', [ending('a'), ending('a')], 2],
    ['what is superseded', [linking('a', 'b', 'SUPERSEDES'), ending('b')], 2],
  ])('%s', (_name, changeSets, statements) => {
    expect(statementsOfEach(changeSets)).toHaveLength(statements);
  });

  it('keeps the order, and no statement is longer than 500 rows', () => {
    const all = rows(1200);
    const statements = statementsOfEach(all);
    expect(statements.map((each) => each.length)).toEqual([500, 500, 200]);
    expect(statements.flat()).toEqual(all);
  });
});

const rows = (count: number): readonly ChangeSet[] =>
  Array.from({ length: count }, (_, index) => making(`n${index}`));

describe('statementsTogether', () => {
  it('does not require what an earlier one makes', () => {
    const [[, link] = []] = statementsTogether([making('a'), linking('a', 'b')]);
    expect(link?.requires).toEqual([{ id: 'b', kinds: ['note'] }]);
  });

  it('still requires what only a later one makes', () => {
    const [[link] = []] = statementsTogether([linking('a', 'b'), making('a')]);
    expect(link?.requires).toHaveLength(2);
  });

  it.each<[string, readonly ChangeSet[], number]>([
    ['a memory made and linked', [making('a'), making('b'), linking('a', 'b')], 1],
    ['a memory made twice alike', [making('a'), making('a')], 1],
    ['a memory made twice otherwise', [making('a'), making('a', 'other')], 2],
    ['a commitment made and ended', [making('a'), ending('a')], 1],
    ['a commitment ended and superseded', [ending('a'), linking('b', 'a', 'SUPERSEDES')], 2],
    ['a name taken twice', [naming('e', ['x']), naming('f', ['x'])], 2],
    ['two spaces', [making('a'), { ...making('b'), space: 't' }], 2],
    ['evidence counted twice', [changeSet({ tallies: ['p'] }), changeSet({ tallies: ['p'] })], 2],
  ])('%s', (_name, changeSets, statements) => {
    expect(statementsTogether(changeSets)).toHaveLength(statements);
  });

  it('is one statement up to 2,000 rows and several of 500 above', () => {
    expect(statementsTogether(rows(2000))).toHaveLength(1);
    expect(statementsTogether(rows(2001)).map((each) => each.length)).toEqual([
      500, 500, 500, 500, 1,
    ]);
  });
});
