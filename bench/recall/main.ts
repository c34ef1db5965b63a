import { parseArgs } from 'node:util';

import { onServer } from '../on-server.ts';
import { DataMissingError } from './collection.ts';
import {
  type Asking,
  measureConversations,
  measureFeatures,
  measureMultiHop,
  measurePrecision,
  onNeo4j,
  onSqlite,
} from './parts.ts';

const help = `npm run bench:recall -- [options]
  --data FOLDER         where the data is (default: MEMOS_RECALL_DATA); docs/evaluation.md says which files and where they come from
  --engine NAME         sqlite, neo4j or both (default: sqlite; Neo4j starts a server of its own, or uses NEO4J_TEST_URI)
  --only PART           one part, by itself:
                        conversations   turns that answer a question to a long conversation
                        multi-hop       paragraphs that answer a question together
                        precision       exactly the beliefs that are relevant
                        features        what each feature is worth; fits the weights anew
                        default: the first three`;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['MEMOS_RECALL_DATA'] ?? '' },
    engine: { type: 'string', default: 'sqlite' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type Part = (folder: string, engines: readonly Asking[]) => Promise<void>;

const parts = new Map<string, Part>([
  ['conversations', measureConversations],
  ['multi-hop', measureMultiHop],
  ['precision', measurePrecision],
  ['features', measureFeatures],
]);

async function main(): Promise<void> {
  if (values.help) console.log(help);
  else if (values.data === '')
    console.log('Skipped: no data; name its folder with --data or MEMOS_RECALL_DATA');
  else if (values.engine === 'sqlite') await measure([onSqlite]);
  else {
    const first = values.engine === 'both' ? [onSqlite] : [];
    const isThere = await onServer((address) => measure([...first, onNeo4j(address)]));
    if (!isThere && first.length > 0) await measure(first);
  }
}

async function measure(engines: readonly Asking[]): Promise<void> {
  const wanted =
    values.only === undefined ? ['conversations', 'multi-hop', 'precision'] : [values.only];
  for (const name of wanted) {
    const part = parts.get(name);
    if (part === undefined)
      throw new Error(`Expected --only to be one of ${[...parts.keys()].join(', ')}, got ${name}`);
    try {
      await part(values.data, engines);
    } catch (error) {
      if (!(error instanceof DataMissingError)) throw error;
      console.log(`Skipped: ${name}, since ${error.message}`);
    }
  }
}

await main();
