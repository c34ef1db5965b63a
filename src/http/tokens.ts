import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { name } from '../operations/fields.ts';

const token = z.strictObject({
  name,
  token: z.string().min(20, 'a token of at least 20 characters').max(500),
  space: name.exactOptional(),
  readOnly: z.boolean().exactOptional(),
});

/** A bearer token, and what it is good for. */
export interface Token extends Readonly<z.output<typeof token>> {
  /** The space its bearer works in. Default: the server's. */
  readonly space?: string;
  /** Whether its bearer may only read. Default: false. */
  readonly readOnly?: boolean;
}

const tokens = z.array(token).readonly();

/** Where tokens are kept when nobody says otherwise. */
export function defaultTokenFile(): string {
  return join(configHome(), 'memos-graph', 'tokens.json');
}

function configHome(): string {
  const { XDG_CONFIG_HOME: given, APPDATA } = process.env;
  if (given !== undefined && isAbsolute(given)) return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Preferences');
  if (process.platform === 'win32') return APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  return join(homedir(), '.config');
}

/** Makes a token that nobody can guess: 256 random bits. */
export const newToken = (given: Omit<Token, 'token'>): Token => ({
  ...given,
  token: `mg_${randomBytes(32).toString('base64url')}`,
});

export interface FoundTokens {
  readonly tokens: readonly Token[];
  /** Whether the file was made just now. */
  readonly isNew: boolean;
}

/** Reads the tokens of a file; makes the file, with one token for everything, where there is none. */
export function readOrMakeTokens(file: string): FoundTokens {
  const known = readTokens(file);
  if (known !== undefined) return { tokens: known, isNew: false };
  const first = [newToken({ name: 'default' })];
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // Not replaced: another server may have made it just now.
    writeFileSync(file, asJson(first), { mode: fileMode, flag: 'wx' });
  } catch (error) {
    const made = isCode(error, 'EEXIST') ? readTokens(file) : undefined;
    if (made === undefined) throw error;
    return { tokens: made, isNew: false };
  }
  return { tokens: first, isNew: true };
}

/** Reads the tokens of a file; undefined where there is no file. */
export function readTokens(file: string): readonly Token[] | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  refuseShared(file);
  const parsed = tokens.safeParse(parsedJson(text));
  // What is in the file is secret: the complaint must not show it.
  if (!parsed.success || parsed.data.length === 0)
    throw wrongFile(file, 'is no list of tokens; put it right or remove it, then it is made anew');
  return parsed.data;
}

/** Replaces the file as a whole, so that nobody ever reads half of it. */
export function writeTokens(file: string, given: readonly Token[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, asJson(given), { mode: fileMode });
  chmodSync(beside, fileMode);
  renameSync(beside, file);
}

const fileMode = 0o600;
/** The rights of everyone but the owner. */
const othersMode = 0o077;

const asJson = (given: readonly Token[]): string => `${JSON.stringify(given, null, 2)}\n`;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw wrongFile(file, 'cannot be read; check its owner and its rights', error);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Windows has no such modes. */
function refuseShared(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & othersMode) === 0) return;
  throw wrongFile(
    file,
    'can be read by other users of this machine; take their rights away (chmod 600)',
  );
}

const wrongFile = (file: string, problem: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError('token-file', `The token file ${JSON.stringify(file)} ${problem}`, {
    cause,
  });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Finds the token that was sent; takes as long for a wrong one as for a right one. */
export function findToken(known: readonly Token[], sent: string): Token | undefined {
  const wanted = digest(sent);
  let found: Token | undefined;
  for (const one of known) if (timingSafeEqual(digest(one.token), wanted)) found = one;
  return found;
}
