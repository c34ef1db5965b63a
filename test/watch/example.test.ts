import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import type { WatchReport } from '../../src/watch/watch-driver.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

const run = promisify(execFile);
const example = 'examples/neo4j/session-per-operation.ts';
const page = readFileSync('docs/sessions.md', 'utf8');

/** The example as a reader would run it, from the folder of the package. */
async function watched(...options: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { url, password } = neo4jAddress();
  const node = [process.execPath, '--import', import.meta.resolve('tsx')];
  const watch = [...node.slice(1), 'src/cli/main.ts', 'watch', ...options, '--', ...node, example];
  return run(process.execPath, watch, {
    env: { ...process.env, NEO4J_URI: url, NEO4J_PASSWORD: password },
  });
}

it('is shown in the page as it is', () => {
  expect(page).toContain(`\`\`\`ts file=${example}\n${readFileSync(example, 'utf8')}\`\`\`\n`);
});

describeNeo4j('the example of a session for each operation', () => {
  it('uses 5 sessions to remember with two entities, and 3 to recall', async () => {
    const { stderr } = await watched('--json');
    const { processes } = JSON.parse(stderr) as { processes: readonly { report: WatchReport }[] };
    const [report] = processes.map((one) => one.report);
    const uses = report?.findings
      .filter(({ advice }) => advice === 'reuse')
      .map(({ place, calls, now }) => [place.function, now.sessions / calls, now.roundTrips]);
    expect(uses).toEqual([
      ['remember', 5, 10],
      ['recall', 3, 3],
    ]);
    expect(report).toMatchObject({ sessions: 14, statements: 14, roundTrips: 14 });
  });

  it('has the report that the page shows', async () => {
    const { stdout, stderr } = await watched();
    expect(stdout).toBe("[ 'Ada promised the outage report', 'outage report' ]\n");
    expect(page).toContain(`\`\`\`text\n${stderr.trim()}\n\`\`\`\n`);
  });
});
