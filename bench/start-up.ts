import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { measure } from './measure.ts';
import { milliseconds, printTable } from './table.ts';

const start =
  (...options: readonly string[]) =>
  async (): Promise<unknown> =>
    execFileSync(process.execPath, options);

/** How much longer `memos-graph --help` takes than node itself, as whole processes. */
export async function benchStartUp(): Promise<void> {
  if (!existsSync('dist/cli/main.js')) {
    console.error('Start-up is not measured: run `npm run build` first');
    return;
  }
  const timings = await measure(
    [
      { name: 'node -e 0', call: start('-e', '0') },
      { name: 'memos-graph --help', call: start('dist/cli/main.js', '--help') },
    ],
    { rounds: 15, warmUp: 2 },
  );
  const bare = timings.get('node -e 0')?.p50 ?? Number.NaN;
  const rows = [...timings].map(([name, { p50, p95 }]) => [
    name,
    milliseconds(p50),
    milliseconds(p95),
    `+${milliseconds(p50 - bare)}`,
  ]);
  printTable('Start-up: milliseconds a process', ['', 'p50', 'p95', 'above bare node'], rows);
}
