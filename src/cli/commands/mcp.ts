import { defaultMaxTokens } from '../../mcp/make-server.ts';
import type { Profile, ToolOptions } from '../../mcp/profile.ts';
import { serveOverStdio } from '../../mcp/serve-stdio.ts';
import { exitCodes } from '../exit-code.ts';
import { interruption } from '../interruption.ts';
import type { GlobalOptions } from '../invocation.ts';
import { logFailure } from '../log-failure.ts';
import { openForServing } from '../open.ts';
import { packageVersion } from '../package-files.ts';

export interface McpFlags {
  readonly profile: Profile;
  readonly readOnly?: boolean;
  readonly allowCypher?: boolean;
  readonly maxTokens?: number;
}

/** Serves until the client hangs up or the process is told to stop, which both are good ends. */
export async function mcp(options: GlobalOptions & McpFlags): Promise<number> {
  const tools = toolOptions(options);
  const { signal } = interruption;
  await using memory = await openForServing(options, { signal, readOnly: tools.readOnly });
  await serveOverStdio(memory, { ...tools, version: packageVersion(), log: logFailure }, signal);
  return exitCodes.ok;
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
