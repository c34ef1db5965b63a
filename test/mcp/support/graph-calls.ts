import * as fc from 'fast-check';

/** A call of one of the nine tools. */
export interface GraphCall {
  readonly name: string;
  readonly given: Record<string, unknown>;
}

/** Names that somebody might take for one another, and texts that something might alter on the way. */
const hostile = [
  '',
  ' ',
  'Ada',
  'ada',
  'ADA ',
  'Zoe\u0308',
  'Zo\u00eb',
  '\u0130stanbul',
  'stra\u00dfe',
  'STRASSE',
  '__proto__',
  'constructor',
  'a\nb',
  'a\u2028b',
  '"},{"',
  "'; DROP TABLE nodes; --",
  '\u0000',
  'NUL\u0000in the middle',
  '\ud800',
  '\udc00\ud800',
  '\u{1f4a5}',
  '{"type":"entity"}',
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

/** Few, so that calls meet what earlier ones made. */
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...hostile.slice(0, 8)) },
  { weight: 2, arbitrary: text },
);
const relationType = fc.constantFrom('knows', 'KNOWS', '', 'likes "it"');

const few = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(arbitrary, { maxLength: 4 });

const entity = fc.record({
  name,
  entityType: fc.constantFrom('person', 'Person', ''),
  observations: few(text),
});
const relation = fc.record({ from: name, to: name, relationType });
const observed = fc.record({ entityName: name, contents: few(text) });
const withdrawn = fc.record({ entityName: name, observations: few(text) });

const calling = (tool: string, given: fc.Arbitrary<Record<string, unknown>>) =>
  given.map((values): GraphCall => ({ name: tool, given: values }));

/** What no schema takes. */
const wrong = fc.constantFrom<GraphCall[]>(
  { name: 'create_entities', given: {} },
  { name: 'create_entities', given: { entities: [{ name: 1, observations: ['x', null] }] } },
  { name: 'create_relations', given: { relations: [{ from: 'a', to: [] }, 'b'] } },
  { name: 'add_observations', given: { observations: { entityName: 'Ada' } } },
  { name: 'open_nodes', given: { names: 'Ada' } },
  { name: 'search_nodes', given: { query: null } },
  { name: 'no_such_tool', given: {} },
);

/** Any call, mostly of those that change something. */
export const graphCall: fc.Arbitrary<GraphCall> = fc.oneof(
  { weight: 6, arbitrary: calling('create_entities', fc.record({ entities: few(entity) })) },
  { weight: 5, arbitrary: calling('create_relations', fc.record({ relations: few(relation) })) },
  { weight: 6, arbitrary: calling('add_observations', fc.record({ observations: few(observed) })) },
  { weight: 2, arbitrary: calling('delete_entities', fc.record({ entityNames: few(name) })) },
  {
    weight: 3,
    arbitrary: calling('delete_observations', fc.record({ deletions: few(withdrawn) })),
  },
  { weight: 2, arbitrary: calling('delete_relations', fc.record({ relations: few(relation) })) },
  { weight: 2, arbitrary: calling('read_graph', fc.constantFrom({}, { ignored: 1 })) },
  { weight: 2, arbitrary: calling('search_nodes', fc.record({ query: text })) },
  { weight: 2, arbitrary: calling('open_nodes', fc.record({ names: few(name) })) },
  { weight: 1, arbitrary: wrong },
);
