import { readFileSync } from 'node:fs';

import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { McpClient } from './client.ts';
import { errorCode } from './error-code.ts';

/** The file of a client as it is. */
export interface ClientSettings {
  readonly file: string;
  /** What stands in it; undefined where there is no file. */
  readonly text: string | undefined;
  /** The servers by their names, as they stand there. */
  readonly servers: Readonly<Record<string, unknown>>;
}

export const byteOrderMark = '\uFEFF';

/** Reads the file of a client; refuses what the client itself could not read. */
export function readSettings(client: McpClient, file: string): ClientSettings {
  const text = textOf(file);
  const root = rootOf(client, { file, text: text ?? '' });
  const { [client.key]: servers = {}, inputs = [] } = root; // null is there, and cannot be added to
  if (!isObject(servers)) throw wrongShape(file, client.key, 'an object');
  if (!Array.isArray(inputs)) throw wrongShape(file, 'inputs', 'a list');
  return { file, text, servers };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const unusable = (sentence: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError('file', sentence, { cause });

const wrongShape = (file: string, member: string, shape: string): InvalidInputError =>
  unusable(`Expected \`${member}\` in ${JSON.stringify(file)} to be ${shape}; put it right first`);

function textOf(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) return text;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unusable(`Cannot read ${JSON.stringify(file)} (${errorCode(error)})`, error);
  }
  throw unusable(`${JSON.stringify(file)} is no text in UTF-8; save it as such first`);
}

interface Found {
  readonly file: string;
  readonly text: string;
}

function rootOf(client: McpClient, { file, text }: Found): Readonly<Record<string, unknown>> {
  const content = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  if (content.trim() === '') return {};
  const { root, first } = parsedAs(client, content);
  if (first !== undefined) {
    const problem = `${wordsOf(first)} at ${placeOf(content, first.offset)}`;
    throw unusable(
      `${JSON.stringify(file)} is no JSON that ${client.title} can read (${problem}); put it right first`,
    );
  }
  if (!isObject(root))
    throw unusable(`Expected ${JSON.stringify(file)} to hold an object; put it right first`);
  return root;
}

/** A text without byte order mark as the client reads it, and the first error in it. */
export function parsedAs(
  { allowsComments }: McpClient,
  text: string,
): { readonly root: unknown; readonly first: ParseError | undefined } {
  const errors: ParseError[] = [];
  const root: unknown = parse(text, errors, {
    disallowComments: !allowsComments,
    allowTrailingComma: allowsComments,
  });
  return { root, first: errors[0] };
}

/** `CommaExpected` is comma expected. */
const wordsOf = ({ error }: ParseError): string =>
  printParseErrorCode(error)
    .replaceAll(/\B[A-Z]/g, ' $&')
    .toLowerCase();

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
