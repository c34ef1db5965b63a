import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { program, Workplace } from '../cli/support/command-line.ts';
import { served } from '../http/support/served.ts';
import { pythonPrograms } from '../support/python.ts';

const programs = await pythonPrograms(new URL('python/requirements.txt', import.meta.url));
const client = fileURLToPath(new URL('python/client.py', import.meta.url));
const run = promisify(execFile);

/** Runs the Python client with these arguments, and answers the document that it prints. */
async function drive(
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  if (typeof programs === 'string') throw new Error(programs); // skipped then
  const { stdout } = await run(programs('python'), [client, ...given], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    timeout: 60_000,
  });
  return JSON.parse(stdout) as unknown;
}

/** How the client connects, and the revision that both then speak. */
const modes = [
  ['auto', '2026-07-28'],
  ['legacy', '2025-11-25'],
] as const;

describe.skipIf(typeof programs === 'string')('the Python client', () => {
  it.each(modes)('remembers, recalls and forgets over stdio, %s', async (mode, revision) => {
    using workplace = new Workplace();
    await workplace.run(['schema', 'apply', '--url', workplace.url]);
    const command = [process.execPath, ...program(), 'mcp', '--url', workplace.url];
    const environment = { HOME: workplace.folder };
    expectTold(await drive([mode, 'stdio', ...command], environment), revision);
  });

  it.each(modes)('remembers, recalls and forgets over HTTP, %s', async (mode, revision) => {
    await using memory = await openMemory({ url: 'sqlite::memory:' });
    await using server = await served(memory);
    const place = [`${server.url}/mcp`, server.token.token];
    expectTold(await drive([mode, 'http', ...place], {}), revision);
  });
});

function expectTold(told: unknown, revision: string): void {
  expect(told).toMatchObject({
    protocol: revision,
    server: 'memos-graph',
    tools: expect.arrayContaining(['memory_remember', 'memory_recall', 'memory_forget']),
    remembered: {
      isError: false,
      text: 'Remembered: note [python-note]\nAbout: Oven (new)',
      structured: { id: 'python-note', created: true },
    },
    recalled: { isError: false, structured: { memories: [{ id: 'python-note' }] } },
    refused: {
      isError: true,
      text: 'Expected `query` to be a text, got 7',
    },
    forgotten: { isError: false, structured: { state: 'forgotten', nodes: 1 } },
    afterwards: { isError: false, structured: { memories: [] } },
  });
}
