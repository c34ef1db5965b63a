import { createHash, randomBytes } from 'node:crypto';

const hexDigits = 32;

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, hexDigits);

/** The form under which names are compared: NFKC, case folded by way of upper case, white space collapsed. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The id of the entity with this name, the same in every space and process: `entity_` and 32 hex digits of SHA-256. */
export function entityId(name: string): string {
  return `entity_${createHash('sha256').update(normaliseName(name)).digest('hex').slice(0, hexDigits)}`;
}

/** The id of the pattern with this statement in this domain: `pattern_` and 32 hex digits. */
export function patternId(domain: string | undefined, statement: string): string {
  return `pattern_${hash(domain ?? '', normaliseName(statement))}`;
}

/** The id of the link between two nodes: `link_` and 32 hex digits. */
export function linkId(from: string, type: string, to: string): string {
  return `link_${hash(from, type, to)}`;
}

/** Makes a UUID of version 7 (RFC 9562): its first 48 bits are the time in milliseconds. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Hashes what a caller gave (defaults such as the time left out) so that the same id with other content is noticed. */
export function fingerprint(given: Readonly<Record<string, unknown>>): string {
  const telling = Object.entries(given).filter(([, value]) => !isEmptyList(value));
  const text = canonicalJson(Object.fromEntries(telling));
  return `v1:${createHash('sha256').update(text).digest('hex').slice(0, hexDigits)}`;
}

/** An empty list says as much as none. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** JSON with sorted keys and without undefined members: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
