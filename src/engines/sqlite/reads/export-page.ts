import type { ExportedNode, ExportInput } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { nodeColumns, type StoredNode, toRecord } from '../node-row.ts';

const pageOfPrefix = `
SELECT ${nodeColumns}, n.fingerprint
FROM nodes n
WHERE n.space = $space
  AND n.id > $after
  AND n.id >= $first
  AND n.id < $behind
ORDER BY n.id
LIMIT $limit`;

const pageOfOthers = `
SELECT ${nodeColumns}, n.fingerprint
FROM nodes n
WHERE n.space = $space
  AND n.id > $after
  AND (n.id < $first OR n.id >= $behind)
ORDER BY n.id
LIMIT $limit`;

/** The ids of entities and aliases begin with `entity_`; the backtick is the character after the underscore. */
const entityIds = { first: 'entity_', behind: 'entity`' };
const knowledgeIds = { first: 'knowledge_', behind: 'knowledge`' };

const linksOfNode = `
SELECT l.type, n.id AS to_id, l.properties, n.kind AS to_kind
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = ?
ORDER BY l.type, n.id`;

interface LinkColumns {
  readonly type: string;
  readonly to_id: string;
  readonly properties: string | null;
  readonly to_kind: string;
}

/** A page of the nodes of a space with all that begins at them. */
export function* exportPage(
  connection: Connection,
  { space, part, after, limit }: ExportInput,
): Sliced<readonly ExportedNode[]> {
  const text = part === 'others' ? pageOfOthers : pageOfPrefix;
  const ids = part === 'knowledge' ? knowledgeIds : entityIds;
  const values = { space, after: after ?? '', limit, ...ids };
  const page: ExportedNode[] = [];
  for (const node of connection.all<ExportedColumns>(text, values)) {
    page.push(exported(connection, node));
    yield;
  }
  return page;
}

type ExportedColumns = StoredNode & { readonly fingerprint: string | null };

function exported(connection: Connection, { fingerprint, ...node }: ExportedColumns): ExportedNode {
  const record = toRecord(node);
  const links = connection.all<LinkColumns>(linksOfNode, node.row);
  return {
    node: fingerprint === null ? record : { ...record, fingerprint },
    about: links.filter(isPlainAbout).map((link) => link.to_id),
    links: links.filter((link) => !isPlainAbout(link)).map(toLink),
  };
}

const isPlainAbout = ({ type, properties, to_kind }: LinkColumns): boolean =>
  type === 'ABOUT' && properties === null && to_kind === 'entity';

const toLink = ({ type, to_id, properties }: LinkColumns): ExportedNode['links'][number] => ({
  type,
  to: to_id,
  ...(properties === null ? {} : { properties }),
});
