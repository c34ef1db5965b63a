import { expect, it } from 'vitest';

import { fullTextQuery } from '../../src/engines/neo4j/search.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { allKinds, remembered, uniqueSpace } from './change-sets.ts';
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

describeNeo4j('full text', () => {
  it('finds nothing of a space with a name that looks alike', async () => {
    await using engine = openEngine();
    const spaces = lookAlikes(uniqueSpace());
    for (const space of spaces)
      await engine.write([remembered(space, `zebra of ${space}`)], { atomic: true });
    for (const space of spaces) {
      const search = { kinds: allKinds, named: [], limit: 50, perEntity: 5, hopFrom: 5 };
      const { value } = await engine.read('search', { ...search, space, terms: ['zebra'] }, {});
      expect(value.map(({ node }) => node.content)).toEqual([`zebra of ${space}`]);
      await emptySpace(engine, space);
    }
  });

  it('takes no syntax from a term', () => {
    expect(fullTextQuery('s', ['a" OR scope:*', '\\', '+', 'b'])).toBe(
      '+scope:sp043a718774c572bd8a25adbeb1bfcd5c^0 +text:("a  OR scope:*" "b")',
    );
  });

  it('asks nothing without terms that can be found', () => {
    expect(fullTextQuery('s', ['"', '()'])).toBeUndefined();
  });
});
