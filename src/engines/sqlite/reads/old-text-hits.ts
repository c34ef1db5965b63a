import type { Connection } from '../connection.ts';
import { oldExpression, searchableTerms } from '../full-text.ts';
import { isOfKinds, type PreparedFilter } from './memory-filter.ts';
import type { TextHit } from './passing-places.ts';

/** Of more words the rest is not looked for. */
const mostWords = 64;

/** Memories of the first version of the schema, best first; the scope column has no weight. */
const hitsInDocuments = (filter: PreparedFilter): string => `
SELECT n.row, n.order_key AS key, -bm25(documents, 0.0, 1.0) AS score
FROM documents
CROSS JOIN nodes n ON n.row = documents.rowid
WHERE documents MATCH $match
  AND n.space = $space
  AND ${isOfKinds('n.kind', filter)}
  AND n.order_key > $low
  AND n.order_key < $high
  ${filter.clauses}
ORDER BY score DESC, n.order_key DESC
LIMIT $limit`;

const anyDocument = `
SELECT 1 AS found
FROM documents
LIMIT 1`;

/** Tells whether some memories wait to be reindexed since the first version of the schema. */
const hasOldDocuments = (connection: Connection): boolean =>
  connection.get(anyDocument) !== undefined;

/** What the words of a question find among memories that no analysis has reached yet. */
export function oldTextHits(
  filter: PreparedFilter,
  given: readonly string[],
  limit: number,
): readonly TextHit[] {
  const { connection, values } = filter;
  const words = searchableTerms(given, mostWords);
  if (words.length === 0 || !hasOldDocuments(connection)) return [];
  return connection.all<TextHit>(hitsInDocuments(filter), {
    ...values,
    match: oldExpression(words, values.space),
    limit,
  });
}
