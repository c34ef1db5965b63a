import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';

import { InvalidInputError } from '../errors/input-errors.ts';

/** An argument, or all of standard input where it is `-`; one line break at its end is not part of the text. */
export async function argumentOrInput(argument: string, signal: AbortSignal): Promise<string> {
  if (argument !== '-') return argument;
  const given = await text(addAbortSignal(signal, process.stdin));
  return given.replace(/\r?\n$/u, '');
}

/** Reads JSON that was given on the command line. */
export function jsonArgument(option: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidInputError(
      option,
      `Expected ${option} to be JSON, got ${JSON.stringify(json)}`,
      {
        cause: error,
      },
    );
  }
}

/** Takes `NAME=VALUE` apart at its first equals sign. */
export function pair(option: string, text_: string): readonly [name: string, value: string] {
  const at = text_.indexOf('=');
  if (at < 1) {
    throw new InvalidInputError(
      option,
      `Expected ${option} to be two parts joined by =, got ${JSON.stringify(text_)}`,
    );
  }
  return [text_.slice(0, at), text_.slice(at + 1)];
}
