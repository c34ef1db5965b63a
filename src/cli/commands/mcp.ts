import { InvalidInputError } from '../../errors/input-errors.ts';
import { defaultMaxTokens } from '../../mcp/make-server.ts';
import type { ToolOptions } from '../../mcp/profile.ts';
import type { Profile } from '../../mcp/profiles.ts';
import { serveOverStdio } from '../../mcp/serve-stdio.ts';
import { exitCodes } from '../exit-code.ts';
import { interruption } from '../interruption.ts';
import type { GlobalOptions } from '../invocation.ts';
import { logFailure } from '../log-failure.ts';
import { openForServing } from '../open.ts';
import { packageVersion } from '../package-files.ts';
import { makeTerminal } from '../terminal.ts';

export interface McpFlags {
  readonly profile: Profile;
  readonly readOnly?: boolean;
  readonly allowCypher?: boolean;
  readonly maxTokens?: number;
}

export interface StdioFlags extends McpFlags {
  /** A file of the reference memory server. */
  readonly import?: string;
}

/** Serves until the client hangs up or the process is told to stop, which both are good ends. */
export async function mcp(options: GlobalOptions & StdioFlags): Promise<number> {
  const tools = toolOptions(options);
  refuseImportElsewhere(options);
  const { signal } = interruption;
  await using memory = await openForServing(options, { signal, readOnly: tools.readOnly });
  const terminal = makeTerminal({ isQuiet: options.quiet ?? false, allowsColour: false });
  if (options.import !== undefined) {
    const { takeOverFile } = await import('./take-over-file.ts');
    terminal.note(await takeOverFile(memory, options.import, signal));
  }
  if (process.stdin.isTTY)
    terminal.note(
      'This waits for an MCP client, which starts it by itself: memos-graph install writes it into its settings. Ctrl+C ends it',
    );
  await serveOverStdio(memory, { ...tools, version: packageVersion(), log: logFailure }, signal);
  return exitCodes.ok;
}

function refuseImportElsewhere({ profile, readOnly = false, import: file }: StdioFlags): void {
  if (file === undefined || (profile === 'server-memory' && !readOnly)) return;
  throw new InvalidInputError(
    'import',
    readOnly
      ? 'Expected only one of --import and --read-only: importing writes'
      : 'Expected --import only with --profile server-memory; for an export of memos-graph there is the command import',
  );
}

export const toolOptions = ({
  profile,
  readOnly = false,
  allowCypher = false,
  maxTokens = defaultMaxTokens,
}: McpFlags): ToolOptions & { readonly maxTokens: number } => ({
  profile,
  readOnly,
  allowCypher,
  maxTokens,
});
