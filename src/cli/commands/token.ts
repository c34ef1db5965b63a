import { InvalidInputError } from '../../errors/input-errors.ts';
import {
  defaultTokenFile,
  newToken,
  readTokens,
  type Token,
  writeTokens,
} from '../../http/tokens.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export interface TokenFlags {
  readonly tokenFile?: string;
}

export interface NewTokenFlags extends TokenFlags {
  readonly readOnly?: boolean;
}

/** Makes a token and prints it; `--space` binds it to a space. */
export async function addToken(
  { options: { space } }: Invocation,
  name: string,
  { tokenFile = defaultTokenFile(), readOnly }: NewTokenFlags,
): Promise<Answer> {
  const known = readTokens(tokenFile) ?? [];
  if (known.some((one) => one.name === name))
    throw new InvalidInputError(
      'name',
      `There is a token of the name ${JSON.stringify(name)} already; remove it first`,
    );
  const made = newToken({
    name,
    ...(space === undefined ? {} : { space }),
    ...(readOnly === undefined ? {} : { readOnly }),
  });
  writeTokens(tokenFile, [...known, made]);
  return {
    json: made,
    text: () => [made.token],
    notes: [`Kept in ${tokenFile}; a running server knows it when it is started again`],
  };
}

/** Tells which tokens there are, not what they are. */
export async function listTokens(
  _invocation: Invocation,
  { tokenFile = defaultTokenFile() }: TokenFlags,
): Promise<Answer> {
  const known = (readTokens(tokenFile) ?? []).map(({ token: _secret, ...shown }) => shown);
  return {
    json: known,
    text: (page) =>
      fieldLines(
        page,
        known.map((one) => [one.name, powersOf(one)] as const),
      ),
    notes: known.length === 0 ? [`There are no tokens in ${tokenFile}`] : [],
  };
}

const powersOf = ({ space, readOnly }: Omit<Token, 'token'>): string =>
  `${readOnly === true ? 'reads' : 'reads and writes'} ${space === undefined ? "the server's space" : `the space ${JSON.stringify(space)}`}`;

export async function removeToken(
  _invocation: Invocation,
  name: string,
  { tokenFile = defaultTokenFile() }: TokenFlags,
): Promise<Answer> {
  const known = readTokens(tokenFile) ?? [];
  const kept = known.filter((one) => one.name !== name);
  if (kept.length === known.length)
    throw new InvalidInputError(
      'name',
      `There is no token of the name ${JSON.stringify(name)} in ${tokenFile}`,
    );
  if (kept.length === 0)
    throw new InvalidInputError(
      'name',
      `${JSON.stringify(name)} is the only token; make another before it is removed`,
    );
  writeTokens(tokenFile, kept);
  return {
    json: { removed: name },
    text: () => [`Removed ${name}`],
    notes: ['A running server takes it until it is started again'],
  };
}
