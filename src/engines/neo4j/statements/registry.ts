import * as lists from './list-statements.ts';
import { neighbourhoods } from './neighbourhood-statements.ts';
import * as nodeReads from './node-statements.ts';
import { removals } from './removal-statements.ts';
import { review } from './review-statement.ts';
import { readSchemaVersion, writeSchemaVersion } from './schema-statements.ts';
import { search } from './search-statement.ts';
import type { Statement } from './statement.ts';
import { write, writeOtherLinks } from './write-statements.ts';

const all: readonly Statement[] = [
  write,
  writeOtherLinks,
  ...Object.values(lists),
  ...Object.values(nodeReads),
  ...neighbourhoods,
  review,
  search,
  readSchemaVersion,
  writeSchemaVersion,
  ...Object.values(removals).flatMap(({ preview, remove }) => [preview, remove]),
];

/** Every statement that reads or writes memory, by name. */
export const statements: Readonly<Record<string, string>> = Object.fromEntries(
  all.map((statement) => [statement.name, statement.text]),
);
