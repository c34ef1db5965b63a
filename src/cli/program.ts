import { Command } from 'commander';

import { defineListCommands } from './definitions/list-commands.ts';
import { defineReadCommands } from './definitions/read-commands.ts';
import { defineServeCommands } from './definitions/serve-commands.ts';
import { defineSystemCommands } from './definitions/system-commands.ts';
import { defineTransferCommands } from './definitions/transfer-commands.ts';
import { defineWriteCommands } from './definitions/write-commands.ts';
import { exitCodeHelp } from './exit-code.ts';
import { packageVersion } from './package-files.ts';
import { maxColumns } from './text/page.ts';

const addressHelp = `The memory is the one that --url names, else MEMOS_GRAPH_URL or NEO4J_URI in the environment or in
a file .env of the current folder, else a file in your data directory. A password is read from
NEO4J_PASSWORD or from the file that NEO4J_PASSWORD_FILE names.`;

/** The commands and their options. Nothing that a command needs to run is loaded here, so that `--help` stays quick. */
export function makeProgram(): Command {
  const program = new Command('memos-graph')
    .description('Graph memory for AI agents: who promised, decided and learned what, and why')
    .version(packageVersion(), '--version', 'print the version')
    .option('--url <address>', 'sqlite:PATH, neo4j://HOST:PORT or bolt://HOST:PORT')
    .option('--space <name>', 'the space to work in (default: MEMOS_GRAPH_SPACE, then "default")')
    .option('--database <name>', 'Neo4j: the database')
    .option('--username <name>', 'Neo4j: the user')
    .option('--json', 'print one JSON document')
    .option('--no-color', 'print without colour')
    .option('--quiet', 'print nothing but the answer and errors')
    .helpOption('-h, --help', 'print help')
    .addHelpCommand(helpCommand())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: () => {}, // it is thrown, and told by `main.ts`
      getOutHelpWidth: () => Math.min(maxColumns, process.stdout.columns ?? maxColumns),
      getErrHelpWidth: () => Math.min(maxColumns, process.stderr.columns ?? maxColumns),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', `\n${addressHelp}\n\n${exitCodeHelp}`);
  defineWriteCommands(program.commandsGroup('Remember:'));
  defineReadCommands(program.commandsGroup('Recall:'));
  defineListCommands(program.commandsGroup('List:'));
  defineTransferCommands(program.commandsGroup('Move:'));
  defineServeCommands(program.commandsGroup('Serve:'));
  defineSystemCommands(program.commandsGroup('Look after:'));
  return program;
}

const helpCommand = (): Command =>
  new Command('help')
    .argument('[command]')
    .description('print the help of a command')
    .helpGroup('Look after:');
