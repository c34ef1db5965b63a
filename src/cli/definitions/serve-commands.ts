import { type Command, Option } from 'commander';

import { type Profile, profiles } from '../../mcp/profiles.ts';
import { count, example, port, several } from '../arguments.ts';
import { clientNames, defaultServerName } from '../clients/client.ts';
import type { InstallFlags } from '../commands/install.ts';
import type { StdioFlags } from '../commands/mcp.ts';
import type { ServeFlags } from '../commands/serve.ts';
import type { NewTokenFlags, TokenFlags } from '../commands/token.ts';
import type { GlobalOptions } from '../invocation.ts';
import { action } from '../perform.ts';

/** The commands that serve the memory until they are stopped; they answer to their clients, so they are no `action`. */
export function defineServeCommands(program: Command): void {
  defineMcp(program);
  defineInstall(program);
  defineServe(program);
  defineToken(program);
}

/** What both servers take; `install` has no default, since what is not given to it is kept. */
function serving(command: Command, profile?: Profile): Command {
  return command
    .addOption(
      new Option(
        '--profile <name>',
        'which MCP tools: the ten for agents, all, or those of the reference memory server',
      )
        .choices(profiles)
        .default(profile),
    )
    .option(
      '--read-only',
      'offer only what reads, and open the database so that nothing can change',
    )
    .option('--allow-cypher', 'Neo4j: offer read-only Cypher, which sees every space')
    .option('--max-tokens <count>', 'the most tokens of one MCP answer (default: 8000)', count);
}

function defineMcp(program: Command): void {
  const mcp = serving(
    program
      .command('mcp')
      .description('serve the memory to one MCP client over standard input and output'),
    'default',
  )
    .option('--import <file>', 'first take over a file of the reference memory server, once')
    .action(async () => {
      const { mcp: serve } = await import('../commands/mcp.ts');
      process.exitCode = await serve(mcp.optsWithGlobals<GlobalOptions & StdioFlags>());
    });
  example(
    mcp,
    'memos-graph mcp --url sqlite:team.db --space team',
    'memos-graph mcp --read-only',
    'memos-graph mcp --profile server-memory --import memory.jsonl',
  );
}

function defineInstall(program: Command): void {
  const install = serving(
    program
      .command('install')
      .description(
        'write `memos-graph mcp` with the memory and the options given into the settings of an MCP client, ' +
          'beside what is there; the old file is kept',
      )
      .addOption(
        new Option('--client <name>', 'whose settings').choices(clientNames).makeOptionMandatory(),
      ),
  )
    .option('--name <name>', 'what the server is called there', defaultServerName)
    .option(
      '--password-file <file>',
      'Neo4j: a file with the password (default: NEO4J_PASSWORD_FILE); it is never written itself',
    )
    .option('--file <file>', 'another file than that of this user, such as .vscode/mcp.json')
    .option('--anew', 'drop what an older entry has and is not given now; otherwise it is kept')
    .option('--dry-run', 'print what would change, and change nothing')
    .action(
      action(async (invocation, flags: InstallFlags) => {
        const { install: run } = await import('../commands/install.ts');
        return run(invocation, flags);
      }),
    );
  example(
    install,
    'memos-graph install --client claude-desktop --dry-run',
    'memos-graph install --client vscode --url sqlite:team.db --space team --read-only',
    'memos-graph install --client claude-desktop --url bolt://db --password-file ~/.neo4j-password',
  );
}

function defineServe(program: Command): void {
  const serve = serving(
    program
      .command('serve')
      .description(
        'serve the memory over HTTP: an API at /v1, MCP at /mcp, /openapi.json, /metrics',
      ),
    'default',
  )
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'the port; 0 for any that is free', port, 7600)
    .option(
      '--token-file <file>',
      'the tokens; made at the first start (default: in your settings)',
    )
    .option('--no-token', 'ask for no token; only with an address of this machine alone')
    .option('--allow-host <name>', 'another name this server is called by; repeatable', several)
    .option('--allow-origin <name>', 'a host whose pages may call; repeatable', several)
    .action(async () => {
      const { serve: run } = await import('../commands/serve.ts');
      process.exitCode = await run(serve.optsWithGlobals<GlobalOptions & ServeFlags>());
    });
  example(
    serve,
    'memos-graph serve --url sqlite:team.db --space team',
    'memos-graph serve --host 0.0.0.0 --allow-host memory.example.org',
  );
}

const tokenFile = [
  '--token-file <file>',
  'where they are kept (default: in your settings)',
] as const;

function defineToken(program: Command): void {
  const token = program.command('token').description('make, list or remove the tokens of `serve`');
  example(token, 'memos-graph token add reporting --read-only --space team');
  const add = token
    .command('add')
    .description('make a token and print it; --space binds it to that space')
    .argument('<name>', 'what it is called')
    .option('--read-only', 'for reading alone')
    .option(...tokenFile)
    .action(
      action(async (invocation, name: string, flags: NewTokenFlags) => {
        const { addToken } = await import('../commands/token.ts');
        return addToken(invocation, name, flags);
      }),
    );
  example(add, 'memos-graph token add reporting --read-only --space team');
  const list = token
    .command('list')
    .description('tell which tokens there are, without showing them')
    .option(...tokenFile)
    .action(
      action(async (invocation, flags: TokenFlags) => {
        const { listTokens } = await import('../commands/token.ts');
        return listTokens(invocation, flags);
      }),
    );
  example(list, 'memos-graph token list');
  const remove = token
    .command('remove')
    .description('remove a token')
    .argument('<name>', 'what it is called')
    .option(...tokenFile)
    .action(
      action(async (invocation, name: string, flags: TokenFlags) => {
        const { removeToken } = await import('../commands/token.ts');
        return removeToken(invocation, name, flags);
      }),
    );
  example(remove, 'memos-graph token remove reporting');
}
