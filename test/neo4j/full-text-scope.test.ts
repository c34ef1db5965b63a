import { expect, it, vi } from 'vitest';

import type { SearchInput } from '../../src/engine/reads.ts';
import { facetClauses, searchCall } from '../../src/engines/neo4j/search.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { allKinds, changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

const lookAlikes = (name: string): readonly string[] => [
  name,
  `${name}-eu`,
  `${name} eu`,
  name.toUpperCase(),
  `${name}" OR scope:*`,
  `*${name}*`,
  `${name}${'a'.repeat(220)}1`,
  `${name}${'a'.repeat(220)}2`,
  `${name}${'記憶'.repeat(60)}一`,
  `${name}${'記憶'.repeat(60)}二`,
];

// A server that has just started takes its time for the first statement of each form.
vi.setConfig({ testTimeout: 90_000 });

describeNeo4j('full text', () => {
  it('finds nothing of a space with a name that looks alike', async () => {
    await using engine = openEngine();
    const spaces = lookAlikes(uniqueSpace());
    for (const space of spaces)
      await engine.write([remembered(space, `zebra of ${space}`)], { atomic: true });
    for (const space of spaces) {
      const search = {
        kinds: allKinds,
        named: [],
        words: [],
        limit: 50,
        perEntity: 5,
        hopFrom: 5,
        perHop: 5,
        withNeighbours: false,
      };
      const { value } = await engine.read('search', { ...search, space, terms: ['zebra'] }, {});
      expect(value.map(({ node }) => node.content)).toEqual([`zebra of ${space}`]);
      await emptySpace(engine, space);
    }
  });

  const question = {
    space: 's',
    kinds: allKinds,
    named: [],
    words: [],
    limit: 1,
    perEntity: 1,
    hopFrom: 0,
    perHop: 0,
    withNeighbours: false,
  } as const;

  it('takes no syntax from a term', () => {
    const terms = ['a" OR facets:*', '\\', '+', 'b'];
    const { parameters } = searchCall({ ...question, terms, words: terms });
    expect(parameters['terms']).toEqual(['a  OR facets:*', 'b']);
    expect(parameters['oldQueries']).toEqual([
      '+scope:sp043a718774c572bd8a25adbeb1bfcd5c^0 +text:("a  OR facets:*" "b")',
    ]);
  });

  it('asks for kinds and a domain inside the index', () => {
    const query = { space: 's', kinds: ['note', 'decision'] } as const;
    expect(facetClauses(query, 'facets')).toBe(
      '+facets:sp043a718774c572bd8a25adbeb1bfcd5c^0 +facets:(kdnote kddecision)^0',
    );
    expect(facetClauses({ ...query, domain: 'd' }, 'facets')).toMatch(
      / \+facets:dm[0-9a-f]{32}\^0$/,
    );
  });

  it('finds the newest of many that match alike, and the one that a filter leaves', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const nodes = Array.from({ length: 60 }, (_, index) => {
      const occurredAt = `2026-01-01T00:${String(index).padStart(2, '0')}:00.000Z`;
      return memory(`m${index}`, 'alpha', { record: { occurredAt, domain: 'd' } });
    });
    const longer = 'a longer text in which alpha is only one of a few words';
    const needle = memory('needle', longer, { kind: 'decision', record: { domain: 'Ｄ' } });
    await engine.write([changeSet(space, { nodes: [...nodes, needle] })], { atomic: true });
    const idsOf = async (filter: Partial<SearchInput>): Promise<readonly string[]> => {
      const search = {
        space,
        kinds: allKinds,
        named: [],
        words: [],
        terms: ['alpha'],
        hopFrom: 0,
        perHop: 0,
        withNeighbours: false,
      } as const;
      const input = { ...search, limit: 3, perEntity: 1, ...filter };
      const { value } = await engine.read('search', input, {});
      return value
        .toSorted((a, b) => (a.text?.rank ?? 0) - (b.text?.rank ?? 0))
        .map(({ node }) => node.id);
    };
    expect(await idsOf({})).toEqual(['m59', 'm58', 'm57']);
    expect(await idsOf({ domain: 'd' })).toEqual(['m59', 'm58', 'm57']);
    expect(await idsOf({ domain: 'Ｄ' })).toEqual(['needle']);
    expect(await idsOf({ kinds: ['decision', 'pattern'] })).toEqual(['needle']);
    await emptySpace(engine, space);
  });

  it('asks nothing without terms that can be found', () => {
    const { parameters } = searchCall({ ...question, terms: ['"', '()'] });
    expect(parameters).toMatchObject({ terms: [], oldQueries: [] });
  });
});
