import { type Command, Option } from 'commander';

import { memoryKinds, memoryStatuses } from '../../model/kind.ts';
import { count, example, several } from '../arguments.ts';
import type { CloseFlags, CommitmentFlags } from '../commands/commitments.ts';
import type { DecisionFlags, PageFlags, PatternFlags } from '../commands/list.ts';
import { action } from '../perform.ts';

/** The commands that list memories page by page. */
export function defineListCommands(program: Command): void {
  defineList(program);
  defineCommitments(program);
  defineDecisions(program);
  definePatterns(program);
}

const byTime = ['newest', 'oldest'] as const;

function paged(command: Command): Command {
  return command
    .option('--domain <name>', 'only from this area')
    .option('--entity <name>', 'about this entity, by name or id')
    .option('--since <time>', 'happened at or after')
    .option('--until <time>', 'happened before')
    .option('--limit <count>', 'how many (default: 20)', count)
    .option('--cursor <cursor>', 'go on where the page before ended');
}

function defineList(program: Command): void {
  const command = paged(program.command('list').description('list memories by time'))
    .option('--kind <kind>', `${memoryKinds.join(', ')}; repeatable`, several)
    .addOption(new Option('--status <status>', 'only with this status').choices(memoryStatuses))
    .addOption(new Option('--order <order>', 'which first (default: newest)').choices(byTime))
    .action(
      action(async (invocation, flags: PageFlags) => {
        const { list } = await import('../commands/list.ts');
        return list(invocation, flags);
      }),
    );
  example(command, 'memos-graph list --kind note --entity Veltronik --since 2026-03-01');
}

function defineCommitments(program: Command): void {
  const command = paged(
    program.command('commitments').description('list commitments, or close one'),
  )
    .addOption(
      new Option('--status <status>', 'only with this status')
        .choices(['open', 'completed', 'broken', 'cancelled', 'superseded', 'any'])
        .default('open'),
    )
    .addOption(
      new Option('--order <order>', 'which first').choices(['due', ...byTime]).default('due'),
    )
    .action(
      action(async (invocation, flags: CommitmentFlags) => {
        const { commitments } = await import('../commands/commitments.ts');
        return commitments(invocation, flags);
      }),
    );
  example(
    command,
    'memos-graph commitments --entity "Henrike Saal"',
    'memos-graph commitments done log-105 --outcome "Four tablets on the shelf"',
  );
  defineClosing(command, { name: 'done', status: 'completed', summary: 'close as completed' });
  defineClosing(command, { name: 'broken', status: 'broken', summary: 'close as broken' });
  defineClosing(command, { name: 'cancel', status: 'cancelled', summary: 'close as cancelled' });
}

interface Closing {
  readonly name: string;
  readonly status: 'completed' | 'broken' | 'cancelled';
  readonly summary: string;
}

function defineClosing(commitments: Command, { name, status, summary }: Closing): void {
  const command = commitments
    .command(name)
    .description(summary)
    .argument('<id>', 'the id of the commitment')
    .option('--outcome <text>', 'how it ended')
    .option('--at <time>', 'when it ended (default: now)')
    .action(
      action(async (invocation, id: string, flags: CloseFlags) => {
        const { close } = await import('../commands/commitments.ts');
        return close(invocation, { id, status }, flags);
      }),
    );
  example(command, `memos-graph commitments ${name} log-105 --at 2026-11-20`);
}

function defineDecisions(program: Command): void {
  const command = paged(
    program.command('decisions').description('list decisions with their reasons'),
  )
    .addOption(
      new Option('--status <status>', 'only with this status').choices(['in_force', 'superseded']),
    )
    .addOption(new Option('--order <order>', 'which first (default: newest)').choices(byTime))
    .action(
      action(async (invocation, flags: DecisionFlags) => {
        const { decisions } = await import('../commands/list.ts');
        return decisions(invocation, flags);
      }),
    );
  example(command, 'memos-graph decisions --status in_force --entity Neo4j');
}

function definePatterns(program: Command): void {
  const command = paged(
    program.command('patterns').description('list what happens again and again, strongest first'),
  ).action(
    action(async (invocation, flags: PatternFlags) => {
      const { patterns } = await import('../commands/list.ts');
      return patterns(invocation, flags);
    }),
  );
  example(command, 'memos-graph patterns --entity "Friday deployments"');
}
