import { hash as digest, randomUUID } from 'node:crypto';

const hexDigits = 32;

/** The first digits of the SHA-256 of a text. */
const shortHash = (text: string): string => digest('sha256', text, 'hex').slice(0, hexDigits);

const hash = (...parts: readonly string[]): string => shortHash(JSON.stringify(parts));

/** Printable ASCII, which has only one form and only one kind of white space. */
const plainText = /^[\x20-\x7e]*$/;

/** The form under which names are compared: NFKC, case folded by way of upper case, white space collapsed. */
export function normaliseName(name: string): string {
  if (plainText.test(name)) return name.toLowerCase().replaceAll(/ {2,}/g, ' ').trim();
  return name
    .normalize('NFKC')
    .toLowerCase() // the capital sharp s has no upper case, the small one has: SS
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The id of the entity with this name, the same in every space and process: `entity_` and 32 hex digits of SHA-256. */
export function entityId(name: string): string {
  return `entity_${shortHash(normaliseName(name))}`;
}

/** The id of the pattern with this statement in this domain: `pattern_` and 32 hex digits. */
export function patternId(domain: string | undefined, statement: string): string {
  return `pattern_${hash(domain ?? '', normaliseName(statement))}`;
}

/** What the ids of all knowledge records begin with. */
export const knowledgePrefix = 'knowledge_';

/** The id of the record that counts what comes into the knowledge graph of a space. */
export const knowledgeHeadId = `${knowledgePrefix}head`;

/** The id of what a knowledge graph holds under an exact name, not normalised: `knowledge_entity_` and 32 hex digits. */
export const knowledgeEntityId = (name: string): string => `${knowledgePrefix}entity_${hash(name)}`;

/** What the ids of its relations begin with. */
export const knowledgeRelationPrefix = `${knowledgePrefix}relation_`;

/** The id of a relation of a knowledge graph: `knowledge_relation_` and 32 hex digits. */
export const knowledgeRelationId = (from: string, relationType: string, to: string): string =>
  `${knowledgeRelationPrefix}${hash(from, relationType, to)}`;

/** The id of the link between two nodes: `link_` and 32 hex digits. */
export function linkId(from: string, type: string, to: string): string {
  return `link_${hash(from, type, to)}`;
}

/** Makes a UUID of version 7 (RFC 9562): its first 48 bits are the time in milliseconds. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  // What follows the version is the same in version 4, which Node.js draws from a stock of random bytes.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Hashes what a caller gave (defaults such as the time left out) so that the same id with other content is noticed. */
export function fingerprint(given: Readonly<Record<string, unknown>>): string {
  const telling = Object.entries(given).filter(([, value]) => !isEmptyList(value));
  const text = canonicalJson(Object.fromEntries(telling));
  return `v1:${shortHash(text)}`;
}

/** An empty list says as much as none. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** JSON with sorted keys and without undefined members: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value));
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSortedKeys(inner)]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
