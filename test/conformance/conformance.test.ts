import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { Workplace } from '../cli/support/command-line.ts';
import { served } from '../http/support/served.ts';
import { makeFixtureServer } from './fixtures.ts';
import { findSuite, type Suite, type SuiteResult } from './suite.ts';

const revisions = ['2025-11-25', '2026-07-28'] as const;
const baselineOf = (name: string): string => fileURLToPath(new URL(`${name}.yml`, import.meta.url));

const suite = await findSuite();

// A baseline is exact: what fails and is not listed, and what is listed and passes, both fail here.
describe.skipIf(typeof suite === 'string')('the conformance suite of the protocol', () => {
  const { run } = suite as Suite; // skipped otherwise

  it('passes with the memory, but for what asks for fixtures', { timeout }, async () => {
    using workplace = new Workplace();
    const flags = ['--url', 'sqlite::memory:', '--port', '0', '--no-token', '--json'];
    const server = workplace.start(['serve', ...flags]);
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const { mcp: url } = JSON.parse(line) as { mcp: string };
    for (const revision of revisions)
      expectAsListed(await run(url, { revision, baseline: baselineOf('memory') }));
    const closed = once(server, 'close');
    server.kill();
    await closed;
  });

  it.each(revisions)('%s passes with fixtures', { timeout }, async (revision) => {
    await using memory = await openMemory({ url: 'sqlite::memory:' });
    const options = {
      tokens: undefined,
      makeMcpServer: makeFixtureServer,
      needsSession: () => true,
    };
    await using server = await served(memory, options);
    const url = `${server.url}/mcp`;
    expectAsListed(await run(url, { revision, baseline: baselineOf('fixtures') }));
  });
});

const timeout = 180_000;

const expectAsListed = ({ isExpected, report }: SuiteResult): void =>
  expect(isExpected, report).toBe(true);
