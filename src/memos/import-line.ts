import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import type { LinkRow } from '../model/change-set.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { bounds, linkProperties, linkType, nodeId } from '../operations/fields.ts';
import { parseInput } from '../operations/parse-input.ts';
import { importedEntityId, importedRecords } from './import-record.ts';

/** The version of the export format, in its first line. */
export const exportVersion = 1;

export interface ImportedHeader {
  readonly format: 'memos-graph';
}

export interface ImportedNode {
  readonly node: NodeRecord;
  readonly about?: readonly string[];
}

export interface ImportedLink {
  readonly link: LinkRow;
}

const headerText = JSON.stringify({ format: 'memos-graph', version: exportVersion });

const anyHeader = z.looseObject({ format: z.literal('memos-graph'), version: z.int() });
const header = z.strictObject(anyHeader.shape);

/** Answers always with the same complaint. */
const refused = (wanted: string) => z.unknown().refine(() => false, wanted);
const firstLine = refused(`the first line of an export, ${headerText}`);
const anyLine = refused('an object with `node` or `link`, as an export has them');

const about = z.array(importedEntityId).max(bounds.entitiesPerMemory).readonly().exactOptional();

const nodeLines: ReadonlyMap<unknown, z.ZodType<ImportedNode>> = new Map<
  unknown,
  z.ZodType<ImportedNode>
>([
  ['note', z.strictObject({ node: importedRecords.note, about })],
  ['decision', z.strictObject({ node: importedRecords.decision, about })],
  ['commitment', z.strictObject({ node: importedRecords.commitment, about })],
  ['pattern', z.strictObject({ node: importedRecords.pattern, about })],
  ['session', z.strictObject({ node: importedRecords.session })],
  ['entity', z.strictObject({ node: importedRecords.entity })],
  ['alias', z.strictObject({ node: importedRecords.alias })],
  ['knowledge', z.strictObject({ node: importedRecords.knowledge })],
]);

const nodeOfAnyKind = z.looseObject({
  node: z.looseObject({ kind: z.literal([...nodeLines.keys()].map(String)) }),
});

const propertiesText = z
  .string()
  .refine(
    isPropertiesText,
    `the JSON text of an object of at most ${bounds.propertiesBytes} bytes, without lone surrogates or NUL characters`,
  );

const linkLine = z.strictObject({
  link: z
    .strictObject({
      from: nodeId,
      type: linkType,
      to: nodeId,
      properties: propertiesText.exactOptional(),
    })
    .refine((link) => link.from !== link.to, { path: ['to'], message: 'another node than `from`' }),
});

/** Checks one line; the first has to be the header. What is wrong is told with the number of the line. */
export function checkedLine(
  given: unknown,
  number: number,
): ImportedHeader | ImportedNode | ImportedLink {
  try {
    if (isObject(given) && 'format' in given) return checkedHeader(given);
    if (number === 1) parseInput(firstLine, given);
    return checkedContent(given);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.field, `Line ${number}: ${error.message}`, { cause: error });
  }
}

/** The error of a file without any line. */
export const withoutLines = (): InvalidInputError =>
  new InvalidInputError('', `Expected an export that begins with ${headerText}, got no line`);

function checkedHeader(given: object): ImportedHeader {
  const { version } = parseInput(anyHeader, given);
  if (version !== exportVersion) {
    const remedy = version > exportVersion ? '; update memos-graph' : '';
    throw new InvalidInputError(
      'version',
      `The export has version ${version}, this release reads version ${exportVersion}${remedy}`,
    );
  }
  return parseInput(header, given);
}

function checkedContent(given: unknown): ImportedNode | ImportedLink {
  if (isObject(given) && 'node' in given) {
    const kind = isObject(given.node) && 'kind' in given.node ? given.node.kind : undefined;
    const schema = nodeLines.get(kind);
    if (schema !== undefined) return parsed(schema, given);
    parseInput(nodeOfAnyKind, given);
  }
  if (isObject(given) && 'link' in given) return parsed(linkLine, given);
  return parseInput(anyLine, given) as never; // it refuses every value
}

/** Nearly every line is right, and strict schemas need nothing else; only what is wrong takes the longer way to its sentence. */
function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  return result.success ? result.data : parseInput(schema, given);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function isPropertiesText(text: string): boolean {
  if (Buffer.byteLength(text) > bounds.propertiesBytes) return false;
  try {
    // Also refuses what is nested too deep to be read again.
    parseInput(linkProperties, JSON.parse(text));
    return true;
  } catch {
    return false;
  }
}
