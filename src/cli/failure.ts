import { CommanderError } from 'commander';

import { MemosGraphError } from '../errors/memos-graph-error.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { interruption } from './interruption.ts';
import { lacksPassword } from './settings.ts';
import { visible } from './text/visible.ts';

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
}

/** Says what went wrong in one sentence on standard error, and answers the exit code. */
export function reportFailure(error: unknown, asJson: boolean): number {
  if (interruption.endedBy === 'reader') return exitCodes.ok;
  const { exitCode, code, message } = failureOf(error);
  if (message !== '') {
    const shown = asJson ? JSON.stringify({ error: { code, message } }) : visible(message);
    process.stderr.write(`${shown}\n`);
  }
  if ((process.env['MEMOS_GRAPH_DEBUG'] ?? '') !== '') console.error(error);
  return exitCode;
}

function failureOf(error: unknown): Failure {
  if (interruption.endedBy === 'signal') {
    return { exitCode: exitCodes.interrupted, code: 'ABORTED', message: 'Interrupted' };
  }
  if (error instanceof CommanderError) return commanderFailure(error);
  if (MemosGraphError.isInstance(error)) {
    const { code, message } = error;
    const hint =
      code === 'DATABASE_REFUSED' && lacksPassword() ? '. NEO4J_PASSWORD is not set' : '';
    return { exitCode: exitCodeOf(error), code, message: `${inOptions(message)}${hint}` };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    exitCode: exitCodes.failed,
    code: 'INTERNAL',
    message: `Unexpected failure: ${reason}; MEMOS_GRAPH_DEBUG=1 shows where`,
  };
}

/** Commander has printed help and version itself; what it refuses comes with a prefix and line breaks. */
function commanderFailure({ exitCode, code, message }: CommanderError): Failure {
  if (exitCode === 0) return { exitCode: exitCodes.ok, code, message: '' };
  if (code === 'commander.help') return { exitCode: exitCodes.usage, code, message: '' };
  return {
    exitCode: exitCodes.usage,
    code: 'INVALID_INPUT',
    message: message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' '),
  };
}

/** The options whose fields the library calls otherwise. */
const options: Readonly<Record<string, string>> = {
  occurredAt: '--at',
  startedAt: '--at',
  dueAt: '--due',
  sessionId: '--session',
  kinds: '--kind',
  entities: '--entity',
  links: '--link',
  alternatives: '--alternative',
  aliases: '--alias',
  asOf: '--as-of',
  tokenBudget: '--token-budget',
};

/** The library names its fields; who typed a command knows its options. */
function inOptions(message: string): string {
  return message.replace(/^Expected `(\w+)[^`]*`/, (whole, field: string) =>
    options[field] === undefined ? whole : `Expected ${options[field]}`,
  );
}
