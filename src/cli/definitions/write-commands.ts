import { type Command, Option } from 'commander';

import { memoryKinds, priorities } from '../../model/kind.ts';
import { decimal, example, several } from '../arguments.ts';
import type { ForgetFlags } from '../commands/forget.ts';
import type { RelateFlags } from '../commands/relate.ts';
import type { RememberFlags } from '../commands/remember.ts';
import type { EndSessionFlags, StartSessionFlags } from '../commands/session.ts';
import { action } from '../perform.ts';

/** The commands that write. */
export function defineWriteCommands(program: Command): void {
  defineRemember(program);
  defineRelate(program);
  defineForget(program);
  defineSession(program);
}

function defineRemember(program: Command): void {
  const command = program
    .command('remember')
    .description('remember a note, decision, commitment or pattern, and who and what it is about')
    .argument('<content>', 'the text; - reads it from standard input')
    .addOption(new Option('--kind <kind>', 'what it is (default: note)').choices(memoryKinds))
    .option('--id <id>', 'your own key: the same call sent twice is stored once')
    .option('--domain <name>', 'the area of life or work it belongs to')
    .option('--at <time>', 'when it happened (default: now)')
    .option('--session <id>', 'the working session it was made in')
    .option('--entity <name>', 'who or what it is about; repeatable', several)
    .option('--link <type=id>', 'a link from it, such as LEADS_TO=ID; repeatable', several)
    .option('--link-from <type=id>', 'a link to it, such as LEADS_TO=ID; repeatable', several)
    .option('--supersedes <id>', 'what it replaces; repeatable', several)
    .option('--confidence <number>', 'from 0 to 1', decimal)
    .option('--speaker <name>', 'note: who said it')
    .option('--rationale <text>', 'decision: why')
    .option('--alternative <text>', 'decision: considered and not chosen; repeatable', several)
    .option('--to <name>', 'commitment: the person it was promised to')
    .option('--due <time>', 'commitment: when it is due')
    .addOption(new Option('--priority <priority>', 'commitment: how urgent').choices(priorities))
    .action(
      action(async (invocation, content: string, flags: RememberFlags) => {
        const { remember } = await import('../commands/remember.ts');
        return remember(invocation, content, flags);
      }),
    );
  example(
    command,
    `memos-graph remember "Releases go out on Mondays" --kind decision \\`,
    `    --rationale "Three Friday releases, three broken evenings" --entity releases`,
  );
}

function defineRelate(program: Command): void {
  const command = program
    .command('relate')
    .description('link two nodes, such as a cause to its effect')
    .argument('<from>', 'an id, or @Name for the entity of that name')
    .argument('<type>', 'LEADS_TO, IMPACTS, INVOLVES, RELATED_TO… or your own UPPER_SNAKE name')
    .argument('<to>', 'an id, or @Name for the entity of that name')
    .option('--properties <json>', 'a JSON object to keep with the link')
    .action(
      action(async (invocation, ...given: [string, string, string, RelateFlags]) => {
        const [from, type, to, flags] = given;
        const { relate } = await import('../commands/relate.ts');
        return relate(invocation, { from, type, to }, flags);
      }),
    );
  example(command, 'memos-graph relate @Mira WORKS_ON @Shedboard');
}

function defineForget(program: Command): void {
  const command = program
    .command('forget')
    .description('remove memories and every link at them; asks first')
    .argument('[ids...]', 'ids of memories, entities or sessions')
    .option('--entity <name>', 'an entity, its other names and every memory about it')
    .option('--before <time>', 'every memory that happened before')
    .option('--everything', 'everything in the space')
    .option('--dry-run', 'only tell what would be removed')
    .option('--yes', 'do not ask; needed where there is no terminal')
    .action(
      action(async (invocation, ids: readonly string[], flags: ForgetFlags) => {
        const { forget } = await import('../commands/forget.ts');
        return forget(invocation, ids, flags);
      }),
    );
  example(command, 'memos-graph forget --entity "Mira Okafor" --dry-run');
}

function defineSession(program: Command): void {
  const session = program
    .command('session')
    .description('begin or end a working session that memories are made during');
  example(session, 'memos-graph session start --agent scribe --topic "release planning"');
  const start = session
    .command('start')
    .description('begin a session and print its id')
    .option('--id <id>', 'your own key (default: a new one)')
    .option('--agent <name>', 'who works')
    .option('--topic <text>', 'what it is about')
    .option('--domain <name>', 'the area of life or work it belongs to')
    .option('--at <time>', 'when it began (default: now)')
    .action(
      action(async (invocation, flags: StartSessionFlags) => {
        const { startSession } = await import('../commands/session.ts');
        return startSession(invocation, flags);
      }),
    );
  example(start, 'memos-graph session start --agent scribe --topic "release planning"');
  const end = session
    .command('end')
    .description('end a session')
    .argument('<id>', 'its id')
    .option('--summary <text>', 'what came of it')
    .option('--at <time>', 'when it ended (default: now)')
    .action(
      action(async (invocation, id: string, flags: EndSessionFlags) => {
        const { endSession } = await import('../commands/session.ts');
        return endSession(invocation, id, flags);
      }),
    );
  example(end, 'memos-graph session end 0199d3c2-… --summary "release moved to Monday"');
}
