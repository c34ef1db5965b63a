import { expect, it } from 'vitest';

import { nextCreatedAt } from '../model/instant.ts';
import { KnowledgeDraft } from './knowledge-draft.ts';
import { type Knowledge, toNode } from './knowledge-record.ts';

const relation = { from: 'a', relationType: 'knows', to: 'b' };

function draftOf(...stored: readonly Knowledge[]): KnowledgeDraft {
  const head: Knowledge = { is: 'head', state: { last: 0, files: [] } };
  return new KnowledgeDraft([head, ...stored].map((one) => toNode(one, nextCreatedAt())));
}

it('grows the list of one name in place, after it has made it its own', () => {
  const copies = [{ number: 1, entityType: 'person', observations: [] }];
  const draft = draftOf({ is: 'entity', name: 'a', copies });
  const stored = draft.entity('a');
  const entity = { name: 'a', entityType: 'thing', observations: ['x'] };
  draft.addEntity(entity);
  const own = draft.entity('a');
  draft.addEntity(entity);
  expect(stored).toHaveLength(1);
  expect(draft.entity('a')).toBe(own);
  expect(own?.map(({ entityType }) => entityType)).toEqual(['person', 'thing', 'thing']);
});

it('begins a list anew when its name was removed', () => {
  const draft = draftOf();
  const entity = { name: 'a', entityType: 'thing', observations: [] };
  draft.addEntity(entity);
  draft.removeEntity('a');
  draft.addEntity(entity);
  expect(draft.entity('a')).toHaveLength(1);
});

it('adds a relation that is there once more', () => {
  const draft = draftOf({ is: 'relation', relation, numbers: [7] });
  draft.addRelation(relation);
  draft.addRelation(relation);
  const change = draft.drafts().find(({ transitions }) => transitions[0]?.set.summary?.[1] === '7');
  const numbers: unknown = JSON.parse(change?.transitions[0]?.set.summary ?? 'null');
  expect(numbers).toEqual([7, expect.any(Number), expect.any(Number)]);
});
