import type { Command } from 'commander';

import { example } from '../arguments.ts';
import type { DemoFlags } from '../commands/demo.ts';
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
