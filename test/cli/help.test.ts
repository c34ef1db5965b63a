import { readFileSync } from 'node:fs';

import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { makeProgram } from '../../src/cli/program.ts';

function everyCommand(command: Command): readonly Command[] {
  return command.commands.flatMap((inner) => [inner, ...everyCommand(inner)]);
}

function helpOf(command: Command): string {
  let help = '';
  const write = (text: string): void => {
    help += text;
  };
  command.configureOutput({ writeOut: write, getOutHelpWidth: () => 100 }).outputHelp();
  return help;
}

const program = makeProgram();
const commands = everyCommand(program).map((command) => [pathOf(command), command] as const);

function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

describe('--help', () => {
  it('names every command and documents the exit codes', () => {
    const help = helpOf(program);
    expect(help).toMatchInlineSnapshot(`
      "Usage: memos-graph [options] [command]

      Graph memory for AI agents: who promised, decided and learned what, and why

      Options:
        --version                            print the version
        --url <address>                      sqlite:PATH, neo4j://HOST:PORT or bolt://HOST:PORT
        --space <name>                       the space to work in (default: MEMOS_GRAPH_SPACE, then
                                             "default")
        --database <name>                    Neo4j: the database
        --username <name>                    Neo4j: the user
        --json                               print one JSON document
        --no-color                           print without colour
        --quiet                              print nothing but the answer and errors
        -h, --help                           print help

      Remember:
        remember [options] <content>         remember a note, decision, commitment or pattern, and who and
                                             what it is about
        relate [options] <from> <type> <to>  link two nodes, such as a cause to its effect
        forget [options] [ids...]            remove memories and every link at them; asks first
        session                              begin or end a working session that memories are made during

      Recall:
        recall [options] [question]          find the memories that answer a question, and say why each
                                             was found
        show <ids...>                        show memories, entities or sessions with everything that is
                                             stored of them
        entity [options] <name>              tell what is known about a person, project or thing; or make
                                             or extend it
        why [options] <id>                   trace what led to a memory: causes, evidence and what it
                                             replaced
        result [options] <id>                trace what resulted from a memory: effects, lessons and what
                                             replaced it
        reflect [options]                    find promises at risk, contradictions, stale decisions,
                                             themes and what has gone quiet
        correlations [options] [outcome]     find what preceded bad outcomes more often than chance allows
        query [options] <cypher>             run read-only Cypher; it sees every space of the database
                                             (Neo4j only)

      List:
        list [options]                       list memories by time
        commitments [options]                list commitments, or close one
        decisions [options]                  list decisions with their reasons
        patterns [options]                   list what happens again and again, strongest first

      Move:
        import [options] [source]            read an export into the space, or the history of a git
                                             checkout
        export <file>                        write everything in the space as JSON lines

      Serve:
        mcp [options]                        serve the memory to one MCP client over standard input and
                                             output
        install [options]                    write \`memos-graph mcp\` with the memory and the options given
                                             into the settings of an MCP client, beside what is there; the
                                             old file is kept
        serve [options]                      serve the memory over HTTP: an API at /v1, MCP at /mcp,
                                             /openapi.json, /metrics
        token                                make, list or remove the tokens of \`serve\`

      Look after:
        schema                               make or check the constraints, indexes and tables that
                                             memories need
        doctor                               tell what holds the memory, how it is set up, and what is
                                             wrong
        reindex                              analyse anew what an older release has stored, so that recall
                                             finds it as well
        demo [options]                       take this project and a work log into a new memory and ask it
                                             questions
        watch [options] <command...>         run a Node program and tell how it uses its Neo4j sessions,
                                             line by line
        bench                                measure what sessions cost on your own server
        help [command]                       print the help of a command

      The memory is the one that --url names, else MEMOS_GRAPH_URL or NEO4J_URI in the environment or in
      a file .env of the current folder, else a file in your data directory. A password is read from
      NEO4J_PASSWORD or from the file that NEO4J_PASSWORD_FILE names.

      Exit codes:
        0    it worked
        1    it failed, or problems were found
        2    the command line or its input cannot be used
        3    what was asked for is not in this space
        4    it contradicts what is stored; nothing was changed
        5    the database cannot be reached or is busy; the same command may work later
        130  interrupted
      "
    `);
  });

  it('counts the commands', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)('shows an example of `%s` that can be typed', (path, command) => {
    const help = helpOf(command);
    expect(help).toMatch(new RegExp(`Examples?:\\n  \\$ memos-graph ${path} ?`));
    expect(help.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('the start', () => {
  it('loads nothing that only a command needs', () => {
    const loaded = [...importedFrom(new URL('../../src/cli/main.ts', import.meta.url))];
    const packages = loaded.filter((name) => !name.startsWith('file:'));
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
    const heavy = /\/src\/(?:engines?|operations|memos|recall)\/|\/cli\/(?:commands|demo|import)\//;
    expect(loaded.filter((name) => heavy.test(name))).toEqual([]);
    expect(loaded.length).toBeGreaterThan(15);
  });
});

/** Everything that is loaded with a file, without what is imported only when it is needed. */
function importedFrom(file: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  for (const [, names = '', from = ''] of source.matchAll(/^import (.*?)from '(.*?)';$/gms)) {
    const isType = names.startsWith('type ') || /^\{(?:\s*type [^,}]+,?)+\s*\} $/.test(names);
    if (isType) continue;
    if (from.startsWith('.')) importedFrom(new URL(from, file), seen);
    else seen.add(from);
  }
  return seen;
}
