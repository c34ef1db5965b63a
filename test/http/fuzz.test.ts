import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { pythonPrograms } from '../support/python.ts';
import { served } from './support/served.ts';

const run = promisify(execFile);
const programs = await pythonPrograms(new URL('fuzz/requirements.txt', import.meta.url));

/** `npm run test:fuzz` asks for minutes. */
const extent =
  process.env['MEMOS_FUZZ'] === 'full'
    ? ['--max-examples', '100']
    : ['--max-examples', '4', '--phases', 'fuzzing'];

/** What any answer to any request has to keep to. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

describe.skipIf(typeof programs === 'string')('every route of the OpenAPI document', () => {
  it('answers what it says, whatever is asked', { timeout: 900_000 }, async () => {
    if (typeof programs === 'string') return;
    const folder = await mkdtemp(join(tmpdir(), 'memos-graph-fuzz-'));
    await using memory = await openMemory({ url: 'sqlite::memory:' });
    await using server = await served(memory);
    await memory.remember('A quokka', { id: 'a', entities: ['Ada'] });
    const { status, output } = await run(
      programs('schemathesis'),
      [
        'run',
        `${server.url}/openapi.json`,
        '--header',
        `Authorization: Bearer ${server.token.token}`,
        '--checks',
        checks.join(','),
        ...extent,
        '--generation-deterministic',
        '--no-color',
      ],
      { cwd: folder, timeout: 890_000, maxBuffer: 2 ** 26 },
    ).then(
      ({ stdout }) => ({ status: 0, output: stdout }),
      (error: unknown) => ({ status: 1, output: String((error as { stdout?: string }).stdout) }), // as execFile rejects
    );
    await rm(folder, { recursive: true, force: true });
    expect(status, output).toBe(0);
    expect(output).toMatch(/Selected: (\d+)\/\1\s+Tested: \1\n/);
    expect(server.logged).toEqual([]);
  });
});
