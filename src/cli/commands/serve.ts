import { once } from 'node:events';

import { type HttpOptions, serveHttp } from '../../http/serve-http.ts';
import { defaultTokenFile, type FoundTokens, readOrMakeTokens } from '../../http/tokens.ts';
import { exitCodes } from '../exit-code.ts';
import { interruption } from '../interruption.ts';
import type { GlobalOptions } from '../invocation.ts';
import { logFailure } from '../log-failure.ts';
import { openForServing } from '../open.ts';
import { packageVersion } from '../package-files.ts';
import { makeTerminal } from '../terminal.ts';
import { type McpFlags, toolOptions } from './mcp.ts';

export interface ServeFlags extends McpFlags {
  readonly host: string;
  readonly port: number;
  readonly tokenFile?: string;
  readonly token: boolean;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
}

/** Serves until the process is told to stop, then answers what is open. */
export async function serve(options: GlobalOptions & ServeFlags): Promise<number> {
  const { tokenFile = defaultTokenFile() } = options;
  const { signal } = interruption;
  const terminal = makeTerminal({ isQuiet: options.quiet ?? false, allowsColour: options.color });
  const found = options.token ? readOrMakeTokens(tokenFile) : undefined;
  await using memory = await openForServing(options, {
    signal,
    readOnly: toolOptions(options).readOnly,
  });
  await using server = await serveHttp(memory, httpOptions(options, found?.tokens));
  const place = { url: server.url, mcp: `${server.url}/mcp` };
  await terminal.write(
    options.json === true
      ? `${JSON.stringify(found === undefined ? place : { ...place, tokenFile })}\n`
      : `Serving at ${place.url} (MCP at ${place.mcp})\n`,
  );
  terminal.note(tokenNote(found, tokenFile));
  if (!signal.aborted) await once(signal, 'abort');
  terminal.note('Stopping: answering what is open');
  return exitCodes.ok;
}

function httpOptions(options: ServeFlags, tokens: HttpOptions['tokens']): HttpOptions {
  const { host, port, allowHost: allowHosts = [], allowOrigin: allowOrigins = [] } = options;
  return {
    ...toolOptions(options),
    host,
    port,
    tokens,
    allowHosts,
    allowOrigins,
    version: packageVersion(),
    log: logFailure,
  };
}

function tokenNote(found: FoundTokens | undefined, file: string): string {
  if (found === undefined) return 'No token is asked for: every program of this machine may call';
  return `${found.isNew ? 'A new token is' : 'Tokens are'} in ${file}`;
}
