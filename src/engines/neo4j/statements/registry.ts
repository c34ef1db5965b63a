/* oxlint-disable import/no-unassigned-import -- loading these modules is what defines their statements */
import './list-statements.ts';
import './neighbourhood-statements.ts';
import './node-statements.ts';
import './outdated-statements.ts';
import './removal-statements.ts';
import './review-statement.ts';
import './sample-statement.ts';
import { schemaParts } from './schema-statements.ts';
import './search-statement.ts';
import { definedStatements } from './statement.ts';
import './write-statements.ts';

/** Every statement there is, by name. */
export const statements: Readonly<Record<string, string>> = Object.fromEntries(
  [...definedStatements()].map(([name, { text }]) => [name, text]),
);

/** Those that have no plan to look at: they ask for the schema and the settings, or make the schema. */
export const withoutPlan: ReadonlySet<string> = new Set([
  'showConstraints',
  'showIndexes',
  'showSettings',
  ...schemaParts.map(({ name }) => name),
]);
