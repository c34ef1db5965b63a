import * as lists from './list-statements.ts';
import * as neighbourhoods from './neighbourhood-statements.ts';
import * as nodeReads from './node-statements.ts';
import * as removals from './removal-statements.ts';
import * as review from './review-statement.ts';
import * as schema from './schema-statements.ts';
import * as search from './search-statement.ts';
import { definedStatements } from './statement.ts';
import * as writes from './write-statements.ts';

/** Loading these modules is what defines their statements. */
export const modules = [
  lists,
  neighbourhoods,
  nodeReads,
  removals,
  review,
  schema,
  search,
  writes,
] as const;

/** Every statement there is, by name. */
export const statements: Readonly<Record<string, string>> = Object.fromEntries(
  [...definedStatements()].map(([name, { text }]) => [name, text]),
);

/** Those that have no plan to look at: they ask for the schema and the settings, or make the schema. */
export const withoutPlan: ReadonlySet<string> = new Set([
  'showConstraints',
  'showIndexes',
  'showSettings',
  ...schema.schemaParts.map(({ name }) => name),
]);
