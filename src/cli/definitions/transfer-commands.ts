import { type Command, Option } from 'commander';

import { example } from '../arguments.ts';
import type { ImportFlags } from '../commands/import.ts';
import { action } from '../perform.ts';

/** The commands that move memories in and out. */
export function defineTransferCommands(program: Command): void {
  const importing = program
    .command('import')
    .description('read an export into the space, or the history of a git checkout')
    .argument('[source]', 'a file (- for standard input); with --from git a folder (default: .)')
    .addOption(
      new Option(
        '--from <what>',
        'git: commits, and decision records in docs/decisions/*.md',
      ).choices(['git']),
    )
    .action(
      action(async (invocation, source: string | undefined, flags: ImportFlags) => {
        const { importSource } = await import('../commands/import.ts');
        return importSource(invocation, source, flags);
      }),
    );
  example(
    importing,
    'memos-graph import memories.jsonl',
    'memos-graph import --from git ~/projects/shedboard',
  );
  const exporting = program
    .command('export')
    .description('write everything in the space as JSON lines')
    .argument('<file>', 'a file, replaced only when the export is complete; - for standard output')
    .action(
      action(async (invocation, file: string) => {
        const { exportTo } = await import('../commands/export.ts');
        return exportTo(invocation, file);
      }),
    );
  example(exporting, 'memos-graph export memories.jsonl');
}
