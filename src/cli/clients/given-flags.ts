/** One option of a command line: its name and its value, or what stands there without a name. */
export type GivenFlag = readonly string[];

const withValue = new Set([
  '--url',
  '--space',
  '--username',
  '--database',
  '--profile',
  '--max-tokens',
]);
const alone = new Set(['--read-only', '--allow-cypher']);

const hasValue = (name: string): boolean => withValue.has(name) || name === '--import';

/** Whether an option has a value where it needs one, and none where it takes none. */
export const isWhole = ([name = '', value]: GivenFlag): boolean =>
  alone.has(name) === (value === undefined);

/** The options behind the word `mcp`, each with its value. */
export function flagsAfterMcp(words: readonly string[]): readonly GivenFlag[] {
  const flags: GivenFlag[] = [];
  const rest = words.slice(words.indexOf('mcp') + 1);
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    const [, name, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) flags.push([name, value]);
    else if (hasValue(word) && index + 1 < rest.length) {
      index += 1;
      flags.push([word, rest[index] ?? '']);
    } else flags.push([word]);
  }
  return flags;
}

/** Whether `install` takes such an option, too. */
export const isOfInstall = ([name = '', value]: GivenFlag): boolean =>
  value === undefined ? alone.has(name) : withValue.has(name);
