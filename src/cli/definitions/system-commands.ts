import type { Command } from 'commander';

import { count, example, positive } from '../arguments.ts';
import type { BenchFlags } from '../commands/bench-sessions.ts';
import type { DemoFlags } from '../commands/demo.ts';
import type { WatchFlags } from '../commands/watch.ts';
import type { GlobalOptions } from '../invocation.ts';
import { action } from '../perform.ts';

/** The commands around the memory itself. */
export function defineSystemCommands(program: Command): void {
  defineSchema(program);
  const doctor = program
    .command('doctor')
    .description('tell what holds the memory, how it is set up, and what is wrong')
    .action(
      action(async (invocation) => {
        const { doctor: examine } = await import('../commands/doctor.ts');
        return examine(invocation);
      }),
    );
  example(doctor, 'memos-graph doctor --url neo4j://localhost:7687');
  const reindex = program
    .command('reindex')
    .description('analyse anew what an older release has stored, so that recall finds it as well')
    .addHelpText(
      'after',
      '\nIt works through the space in small steps while the memory is in use. Interrupt it at any time:\nthe same command goes on where it stopped. `memos-graph doctor` tells when it is needed.',
    )
    .action(
      action(async (invocation) => {
        const { reindex: run } = await import('../commands/reindex.ts');
        return run(invocation);
      }),
    );
  example(reindex, 'memos-graph reindex --space team');
  const demo = program
    .command('demo')
    .description('take this project and a work log into a new memory and ask it questions')
    .option('--keep <file>', 'where the memory is to be (default: a new temporary folder)')
    .action(
      action(async (invocation, flags: DemoFlags) => {
        const { demo: show } = await import('../commands/demo.ts');
        return show(invocation, flags);
      }),
    );
  example(demo, 'memos-graph demo --keep demo.db');
  defineWatch(program);
  defineBench(program);
}

/** It opens no memory and answers on standard error, so it is no `action` like the others. */
function defineWatch(program: Command): void {
  const watch = program
    .command('watch')
    .description('run a Node program and tell how it uses its Neo4j sessions, line by line')
    .argument('<command...>', 'the program and its arguments, after --')
    .option('--latency <ms>', 'what a round trip is taken to cost', positive, 1)
    .option('--output <file>', 'where the report is to go (default: standard error)')
    .action(async (command: readonly string[]) => {
      const { watch: run } = await import('../commands/watch.ts');
      process.exitCode = await run(command, watch.optsWithGlobals<GlobalOptions & WatchFlags>());
    });
  example(watch, 'memos-graph watch -- node app.js', 'memos-graph watch --latency 5 -- npm start');
}

function defineSchema(program: Command): void {
  const schema = program
    .command('schema')
    .description('make or check the constraints, indexes and tables that memories need');
  example(schema, 'memos-graph schema apply --url neo4j://localhost:7687');
  const apply = schema
    .command('apply')
    .description('bring the schema to the version of this release; may be repeated')
    .action(
      action(async (invocation) => {
        const { applySchema } = await import('../commands/schema.ts');
        return applySchema(invocation);
      }),
    );
  example(apply, 'memos-graph schema apply --url sqlite:team.db');
  const status = schema
    .command('status')
    .description('tell which version is applied, and what is missing')
    .action(
      action(async (invocation) => {
        const { schemaStatus } = await import('../commands/schema.ts');
        return schemaStatus(invocation);
      }),
    );
  example(status, 'memos-graph schema status --url sqlite:team.db');
}

function defineBench(program: Command): void {
  const bench = program
    .command('bench')
    .description('measure what sessions cost on your own server');
  example(bench, 'memos-graph bench sessions --url bolt://localhost:7687');
  const sessions = bench
    .command('sessions')
    .description(
      'do the same work in a session for each operation, in one session, in one transaction and as one ' +
        'statement, in a space of its own that is removed at the end, and tell what each costs',
    )
    .option('--rounds <count>', 'how often each is done', count, 20)
    .option('--latency <ms>', 'hold back everything sent to the server for so long', positive)
    .action(
      action(async (invocation, flags: BenchFlags) => {
        const { benchSessions } = await import('../commands/bench-sessions.ts');
        return benchSessions(invocation, flags);
      }),
    );
  example(
    sessions,
    'memos-graph bench sessions --url bolt://localhost:7687',
    'memos-graph bench sessions --latency 20 --json',
  );
}
