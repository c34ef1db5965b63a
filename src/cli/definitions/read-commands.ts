import type { Command } from 'commander';

import { memoryKinds } from '../../model/kind.ts';
import { count, example, several } from '../arguments.ts';
import type { CorrelationsFlags } from '../commands/correlations.ts';
import type { EntityFlags } from '../commands/entity.ts';
import type { QueryFlags } from '../commands/query.ts';
import type { RecallFlags } from '../commands/recall.ts';
import type { ReflectFlags } from '../commands/reflect.ts';
import type { TraceFlags } from '../commands/trace.ts';
import { action } from '../perform.ts';

/** The commands that answer questions. */
export function defineReadCommands(program: Command): void {
  defineRecall(program);
  defineShow(program);
  defineEntity(program);
  defineTraces(program);
  defineReflect(program);
  defineCorrelations(program);
  defineQuery(program);
}

function defineRecall(program: Command): void {
  const command = program
    .command('recall')
    .description('find the memories that answer a question, and say why each was found')
    .argument('[question]', 'a question or words; without one: the latest')
    .option('--kind <kind>', `${memoryKinds.join(', ')}; repeatable`, several)
    .option('--domain <name>', 'only from this area')
    .option('--entity <name>', 'about at least one of these, by name or id; repeatable', several)
    .option('--since <time>', 'happened at or after')
    .option('--until <time>', 'happened before')
    .option('--as-of <time>', 'what was in force at this time')
    .option('--history', 'also what is no longer in force')
    .option('--limit <count>', 'how many at most (default: 10)', count)
    .option('--token-budget <count>', 'the most tokens of content, four characters each', count)
    .option('--context <count>', 'with so many memories before and after each (0 to 2)', count)
    .option('--cursor <text>', 'go on after an earlier answer')
    .option('--now <time>', 'the time of the question, for "last week" (default: the present)')
    .option('--no-vectors', 'compare words alone, not meanings')
    .action(
      action(async (invocation, question: string | undefined, flags: RecallFlags) => {
        const { recall } = await import('../commands/recall.ts');
        return recall(invocation, question ?? '', flags);
      }),
    );
  example(
    command,
    'memos-graph recall "What was decided about Friday deployments?"',
    'memos-graph recall "Where does it run?" --as-of 2026-03-15',
  );
}

function defineShow(program: Command): void {
  const command = program
    .command('show')
    .description('show memories, entities or sessions with everything that is stored of them')
    .argument('<ids...>', 'their ids')
    .action(
      action(async (invocation, ids: readonly string[]) => {
        const { show } = await import('../commands/show.ts');
        return show(invocation, ids);
      }),
    );
  example(command, 'memos-graph show log-117 log-045');
}

function defineEntity(program: Command): void {
  const command = program
    .command('entity')
    .description('tell what is known about a person, project or thing; or make or extend it')
    .argument('<name>', 'its name, one of its other names, or its id')
    .option('--limit <count>', 'how many of the latest memories (default: 20)', count)
    .option('--type <name>', 'makes it, or gives it a type while it has none: person, project…')
    .option('--alias <name>', 'another name it goes by; repeatable', several)
    .option('--description <text>', 'replaces the description')
    .action(
      action(async (invocation, name: string, flags: EntityFlags) => {
        const { entity } = await import('../commands/entity.ts');
        return entity(invocation, name, flags);
      }),
    );
  example(
    command,
    'memos-graph entity Veltronik',
    'memos-graph entity "Tomasz Brandt" --type person --alias Tomek',
  );
}

function defineTraces(program: Command): void {
  const why = program
    .command('why')
    .description('trace what led to a memory: causes, evidence and what it replaced')
    .argument('<id>', 'its id')
    .option('--depth <count>', 'how many steps, up to 6 (default: 5)', count)
    .action(
      action(async (invocation, id: string, flags: TraceFlags) => {
        const { why: trace } = await import('../commands/trace.ts');
        return trace(invocation, id, flags);
      }),
    );
  example(why, 'memos-graph why log-069');
  const result = program
    .command('result')
    .description('trace what resulted from a memory: effects, lessons and what replaced it')
    .argument('<id>', 'its id')
    .option('--depth <count>', 'how many steps, up to 6 (default: 5)', count)
    .action(
      action(async (invocation, id: string, flags: TraceFlags) => {
        const { result: trace } = await import('../commands/trace.ts');
        return trace(invocation, id, flags);
      }),
    );
  example(result, 'memos-graph result log-010');
}

function defineReflect(program: Command): void {
  const command = program
    .command('reflect')
    .description(
      'find promises at risk, contradictions, stale decisions, themes and what has gone quiet',
    )
    .option('--topic <name>', 'only what is about this entity, by name or id')
    .option(
      '--since <time>',
      'broken promises and replaced decisions from here on (default: all), and themes that rise from here on (default: 30 days)',
    )
    .option('--now <time>', 'the time to judge from (default: the present)')
    .action(
      action(async (invocation, flags: ReflectFlags) => {
        const { reflect } = await import('../commands/reflect.ts');
        return reflect(invocation, flags);
      }),
    );
  example(command, 'memos-graph reflect --topic "Henrike Saal"');
}

function defineCorrelations(program: Command): void {
  const command = program
    .command('correlations')
    .description('find what preceded bad outcomes more often than chance allows')
    .argument(
      '[outcome]',
      'words, or an entity: memories with them are the bad outcomes; without: promises broken or late',
    )
    .option('--topic <name>', 'only what is about this entity, by name or id')
    .option('--since <time>', 'only outcomes from here on')
    .option('--window <days>', 'how many days before an outcome count (default: 14)', count)
    .option('--now <time>', 'the time to judge from (default: the present)')
    .action(
      action(async (invocation, outcome: string | undefined, flags: CorrelationsFlags) => {
        const { correlations } = await import('../commands/correlations.ts');
        return correlations(invocation, outcome, flags);
      }),
    );
  example(command, 'memos-graph correlations', 'memos-graph correlations "returned" --window 7');
}

function defineQuery(program: Command): void {
  const command = program
    .command('query')
    .description('run read-only Cypher; it sees every space of the database (Neo4j only)')
    .argument('<cypher>', 'one query; - reads it from standard input')
    .option('--param <name=json>', 'a parameter; repeatable', several)
    .action(
      action(async (invocation, cypher: string, flags: QueryFlags) => {
        const { query } = await import('../commands/query.ts');
        return query(invocation, cypher, flags);
      }),
    );
  example(
    command,
    `memos-graph query 'MATCH (n:Decision) WHERE n.space = $space RETURN n.id LIMIT 5' \\`,
    `    --param 'space="default"'`,
  );
}
