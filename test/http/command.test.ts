import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { describe, expect, it } from 'vitest';

import { Workplace } from '../cli/support/command-line.ts';

interface Announced {
  readonly url: string;
  readonly mcp: string;
  readonly tokenFile?: string;
}

async function start(workplace: Workplace, ...flags: readonly string[]) {
  const server = workplace.start([
    'serve',
    '--url',
    'sqlite::memory:',
    '--port',
    '0',
    '--json',
    ...flags,
  ]);
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const announced = JSON.parse(line) as Announced;
  return { server, announced };
}

async function stop(
  server: ReturnType<Workplace['start']>,
  signal: NodeJS.Signals,
): Promise<unknown> {
  const closed = once(server, 'close');
  server.kill(signal);
  return closed;
}

describe('memos-graph serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'makes a token that only its owner can read, and ends with 0 on %s',
    async (signal) => {
      using workplace = new Workplace();
      const { server, announced } = await start(workplace);
      const file = workplace.path('.config/memos-graph/tokens.json');
      expect(announced).toEqual({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        mcp: `${announced.url}/mcp`,
        tokenFile: file,
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const [{ token }] = JSON.parse(readFileSync(file, 'utf8')) as [{ token: string }];
      expect(token).toMatch(/^mg_[\w-]{43}$/);
      const without = await fetch(`${announced.url}/openapi.json`);
      expect(without.status).toBe(401);
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${announced.url}/openapi.json`, { headers })).status).toBe(200);
      expect(await stop(server, signal)).toEqual([0, null]);
      const again = await start(workplace);
      expect(readFileSync(file, 'utf8')).toContain(token);
      await stop(again.server, signal);
    },
  );

  it('serves only readers with --read-only', async () => {
    using workplace = new Workplace();
    await workplace.run(['schema', 'apply', '--url', workplace.url]);
    const server = workplace.start([
      'serve',
      '--url',
      workplace.url,
      '--port',
      '0',
      '--json',
      '--no-token',
      '--read-only',
    ]);
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as Announced;
    const call = (name: string): Promise<Response> =>
      fetch(`${url}/v1/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"content":"x"}',
      });
    expect((await call('remember')).status).toBe(404);
    expect((await call('list')).status).toBe(400);
    await stop(server, 'SIGTERM');
  });

  it('refuses what is not safe, and says what to do', async () => {
    using workplace = new Workplace();
    const file = workplace.path('tokens.json');
    const refusedWith = async (...flags: readonly string[]): Promise<string> => {
      const { stderr, stdout, exitCode } = await workplace.run([
        'serve',
        '--url',
        'sqlite::memory:',
        '--port',
        '0',
        '--token-file',
        file,
        ...flags,
      ]);
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      return stderr.replaceAll(workplace.folder, '<folder>').trimEnd();
    };
    expect(await refusedWith('--host', '0.0.0.0', '--no-token')).toMatchInlineSnapshot(
      `"Expected --host to be an address of this machine alone when there is no token, got "0.0.0.0"; leave --no-token out"`,
    );
    writeFileSync(file, '[{"name": "x", "token": "short secret"}]', { mode: 0o600 });
    expect(await refusedWith()).toMatchInlineSnapshot(
      `"The token file "<folder>/tokens.json" is no list of tokens; put it right or remove it, then it is made anew"`,
    );
    chmodSync(file, 0o644);
    expect(await refusedWith()).toMatchInlineSnapshot(
      `"The token file "<folder>/tokens.json" can be read by other users of this machine; take their rights away (chmod 600)"`,
    );
    expect(await refusedWith('--port', '70000')).toMatchInlineSnapshot(
      `"option '--port <number>' argument '70000' is invalid. Expected a port from 0 to 65535."`,
    );
  });
});

describe('memos-graph token', () => {
  it('makes, lists and removes tokens', async () => {
    using workplace = new Workplace();
    const file = ['--token-file', workplace.path('tokens.json')];
    const run = async (...words: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await workplace.run(['token', ...words, ...file]);
      return `${stdout}${stderr}`
        .replaceAll(workplace.folder, '<folder>')
        .replaceAll(/mg_[\w-]+/g, 'mg_<token>');
    };
    expect(await run('list')).toMatchInlineSnapshot(`
      "There are no tokens in <folder>/tokens.json
      "
    `);
    expect(await run('add', 'all')).toMatchInlineSnapshot(`
      "mg_<token>
      Kept in <folder>/tokens.json; a running server knows it when it is started again
      "
    `);
    expect(await run('add', 'reporting', '--read-only', '--space', 'team')).toMatchInlineSnapshot(`
      "mg_<token>
      Kept in <folder>/tokens.json; a running server knows it when it is started again
      "
    `);
    expect(await run('add', 'all')).toMatchInlineSnapshot(`
      "There is a token of the name "all" already; remove it first
      "
    `);
    expect(await run('list')).toMatchInlineSnapshot(`
      "all          reads and writes the server's space
      reporting    reads the space "team"
      "
    `);
    expect(await run('remove', 'reporting')).toMatchInlineSnapshot(`
      "Removed reporting
      A running server takes it until it is started again
      "
    `);
    expect(await run('remove', 'reporting')).toMatchInlineSnapshot(`
      "There is no token of the name "reporting" in <folder>/tokens.json
      "
    `);
    expect(await run('remove', 'all')).toMatchInlineSnapshot(`
      ""all" is the only token; make another before it is removed
      "
    `);
    expect(statSync(workplace.path('tokens.json')).mode & 0o777).toBe(0o600);
  });
});
