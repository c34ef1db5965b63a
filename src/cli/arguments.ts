import { type Command, InvalidArgumentError } from 'commander';

/** Reads a whole number from 1. */
export function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}

/** Reads the number of a port. */
export function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return Number(text);
}

/** Reads a number such as 0.8. */
export function decimal(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('Expected a number.');
  return Number(text);
}

/** Reads a number such as 0.8 that is not 0. */
export function positive(text: string): number {
  const number = decimal(text);
  if (number === 0) throw new InvalidArgumentError('Expected a number above 0.');
  return number;
}

/** Collects an option that may be given several times. */
export function several(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** Every command shows how it is used. */
export function example(command: Command, ...lines: readonly string[]): Command {
  const title = lines.length === 1 ? 'Example:' : 'Examples:';
  return command.addHelpText(
    'after',
    `\n${title}\n${lines.map((line) => `  $ ${line}`).join('\n')}`,
  );
}
