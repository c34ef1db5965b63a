import { describe, expect, it } from 'vitest';

import { InvalidInputError } from '../errors/input-errors.ts';
import { entityId } from '../model/identity.ts';
import { checkedLine } from './import-line.ts';

const entity = { id: entityId('Ada'), kind: 'entity', name: 'Ada', createdAt: '2024-01-01' };
const note = {
  id: 'note',
  kind: 'note',
  status: 'active',
  content: 'x',
  createdAt: '2024-01-01T00:00:00.000001Z',
  occurredAt: '2024-01-01T00:00:00.000Z',
  validFrom: '2024-01-01T00:00:00.000Z',
};

const link = { from: 'note', type: 'LEADS_TO', to: 'other' };
const session = { id: 's', kind: 'session', status: 'open', occurredAt: '2024-01-01' };
const alias = { ...entity, kind: 'alias' };
const deep = JSON.stringify({ a: JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown });

/** What is wrong, the line, and how the sentence about it begins. */
const wrongLines: readonly (readonly [string, unknown, string])[] = [
  ['a text', 'text', 'Expected the input to be an object with `node` or `link`'],
  ['null', null, 'Expected the input to be an object with `node` or `link`'],
  ['an empty object', {}, 'Expected the input to be an object with `node` or `link`'],
  ['a node that is no object', { node: 5 }, 'Expected `node` to be an object, got 5'],
  ['an unknown kind', { node: { ...note, kind: 'ghost' } }, 'Expected `node.kind` to be one of'],
  ['an unknown property', { node: { ...note, colour: 1 } }, '`node.colour` is not known here'],
  ['what another kind has', { node: { ...note, dueAt: 'x' } }, '`node.dueAt` is not known here'],
  ['an unknown part', { node: note, links: [] }, '`links` is not known here'],
  ['an id with a space', { node: { ...note, id: 'a b' } }, 'Expected `node.id` to be an id of'],
  ['a made id', { node: { ...note, id: 'entity_1' } }, 'Expected `node.id` to be an id that does'],
  ['content: 5', { node: { ...note, content: 5 } }, 'Expected `node.content` to be a text, got 5'],
  ['content: {}', { node: { ...note, content: {} } }, 'Expected `node.content` to be a text'],
  [
    'long content',
    { node: { ...note, content: 'x'.repeat(3_000_000) } },
    'Expected `node.content` to be at most 1048576 bytes',
  ],
  [
    'a lone surrogate',
    { node: { ...note, content: 'a\ud800' } },
    'Expected `node.content` to be text without a lone surrogate',
  ],
  ['a status', { node: { ...note, status: 'open' } }, 'Expected `node.status` to be one of'],
  ['no status', { node: { ...note, status: undefined } }, 'Expected `node.status`, which is miss'],
  ['no day', { node: { ...note, createdAt: '2024-02-30' } }, 'Expected `node.createdAt` to be a'],
  ['a time', { node: { ...note, occurredAt: 'soon' } }, 'Expected `node.occurredAt` to be an ISO'],
  ['no time', { node: { ...note, validFrom: undefined } }, 'Expected `node.validFrom`, which is'],
  ['a number', { node: { ...note, confidence: 7 } }, 'Expected `node.confidence` to be at most 1'],
  ['a hash', { node: { ...note, fingerprint: 'x' } }, 'Expected `node.fingerprint` to be a finger'],
  ['about what is no entity', { node: note, about: ['x'] }, 'Expected `about[0]` to be the id of'],
  ['about of a session', { node: session, about: [] }, '`about` is not known here'],
  ['a pattern id', { node: { ...note, kind: 'pattern' } }, 'Expected `node.id` to be an id that'],
  ['an entity id', { node: { ...entity, name: 'Eve' } }, 'Expected `node.id` to be the id that is'],
  ['an alias without target', { node: alias }, 'Expected `node.target`, which is'],
  [
    'an alias of itself',
    { node: { ...alias, target: entity.id } },
    'Expected `node.target` to be another entity',
  ],
  ['a link type', { link: { ...link, type: 'x' } }, 'Expected `link.type` to be a link type'],
  ['a link to itself', { link: { ...link, to: 'note' } }, 'Expected `link.to` to be another node'],
  ...['{', '5', '[]', '{"a":1e999}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', deep].map(
    (properties) =>
      [
        `properties ${properties.slice(0, 20)}`,
        { link: { ...link, properties } },
        'Expected `link.properties` to be the JSON text of an object',
      ] as const,
  ),
];

const header = { format: 'memos-graph', version: 1 };

/** The same for headers, with the number of the line. */
const wrongHeaders: readonly (readonly [number, unknown, string])[] = [
  [1, { node: note }, 'Expected the input to be the first line of an export'],
  [1, 'text', 'Expected the input to be the first line of an export'],
  [1, { ...header, version: 2 }, 'The export has version 2, this release reads version 1; update'],
  [1, { ...header, version: 0 }, 'The export has version 0, this release reads version 1'],
  [1, { ...header, format: 'other' }, 'Expected `format` to be'],
  [1, { format: 'memos-graph' }, 'Expected `version`, which is missing, to be'],
  [1, { ...header, version: '1' }, 'Expected `version` to be a number, got "1"'],
  [1, { ...header, from: 'x' }, '`from` is not known here'],
  [2, { ...header, version: 7 }, 'The export has version 7'],
];

describe('checkedLine', () => {
  it.each(wrongLines)('refuses %s', (_what, line, message) => {
    expect(refusalOf(line, 3)).toContain(`Line 3: ${message}`);
  });

  it.each(wrongHeaders)('refuses as line %d %j', (number, line, message) => {
    expect(refusalOf(line, number)).toContain(`Line ${number}: ${message}`);
  });

  it('answers what it is given when that is as exports are', () => {
    const lines = [
      { node: note },
      { node: { ...note, status: 'superseded', supersededBy: 'x', previousStatus: 'active' } },
      { node: { ...note, createdAt: '2024-01-01T00:00:00.000Z' }, about: [entity.id] },
      { link },
      { link: { ...link, properties: '{ "a": [null, 1.50, "ü"] }' } },
    ];
    for (const line of lines) expect(checkedLine(line, 2)).toEqual(line);
  });
});

function refusalOf(line: unknown, number: number): string {
  try {
    checkedLine(line, number);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return expect.unreachable('the line was taken');
}
