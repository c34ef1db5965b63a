import { writeFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Workplace } from './support/command-line.ts';

const place = new Workplace();
afterAll(() => place[Symbol.dispose]());
beforeAll(async () => {
  await place.type('schema apply');
  await place.type("remember 'one' --id taken");
});

const failing = (...given: readonly string[]) => place.run(['--url', place.url, ...given]);

describe.concurrent('exit codes', () => {
  it.each([
    ['an unknown command', ['recal', 'x'], 2, "unknown command 'recal'"],
    ['an unknown option', ['recall', 'x', '--nope'], 2, "unknown option '--nope'"],
    ['a missing argument', ['show'], 2, "missing required argument 'ids'"],
    ['a value that is no number', ['recall', '--limit', 'x'], 2, 'Expected a whole number'],
    ['an unknown kind', ['recall', '--kind', 'poem'], 2, 'Expected --kind to be one of'],
    ['a time that is none', ['list', '--since', 'soon'], 2, 'ISO 8601'],
    ['a link without an id', ['remember', 'x', '--link', 'LEADS_TO'], 2, 'two parts joined by ='],
    ['no JSON', ['relate', 'a', 'B', 'c', '--properties', '{'], 2, 'to be JSON'],
    ['a source that is not there', ['import', 'nowhere.jsonl'], 2, 'file that can be read'],
    ['a folder without git', ['import', '--from', 'git'], 2, 'not a git repository'],
    ['an unknown id', ['why', 'nowhere'], 3, 'No node with id "nowhere"'],
    ['an unknown entity', ['entity', 'Nobody'], 3, 'No entity with id "Nobody"'],
    ['an id that holds something else', ['remember', 'two', '--id', 'taken'], 4, '"taken" already'],
  ])('tells %s in one line', async (_what, given, ...[exitCode, sentence]) => {
    const ran = await failing(...given);
    expect(ran.stderr).toContain(sentence);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ran).toMatchObject({ exitCode, stdout: '' });
  });

  it('is 1 where the schema is missing, and says what to do', async () => {
    const { exitCode, stderr } = await place.run(['--url', 'sqlite:empty.db', 'recall', 'x']);
    expect(stderr).toContain('memos-graph schema apply');
    expect(exitCode).toBe(1);
    const examined = await place.run(['doctor', '--url', 'sqlite:empty.db']);
    expect(examined.stdout).toContain('$ memos-graph schema apply --url sqlite:empty.db\n');
    expect(examined.exitCode).toBe(1);
  });

  // Both are tried again for a while, in case the database is only starting.
  it('is 5 where nothing answers, and the doctor says so', { timeout: 60_000 }, async () => {
    const address = 'bolt://127.0.0.1:9';
    const environment = {
      NEO4J_URI: address,
      NEO4J_PASSWORD: 's3cret',
      NEO4J_URL: 'bolt://a:s3cret@b:1',
    };
    const [recalled, examined] = await Promise.all([
      place.run(['--url', address, 'recall', 'x']),
      place.run(['doctor'], { environment }),
    ]);
    expect(recalled.stderr).toContain('127.0.0.1:9');
    expect(recalled.exitCode).toBe(5);
    expect(examined.stdout).toContain('NEO4J_URL');
    expect(examined.stdout).toContain('does not answer');
    expect(`${examined.stdout}${examined.stderr}`).not.toContain('s3cret');
    expect(examined.exitCode).toBe(1);
  });
});

describe('an error with --json', () => {
  it('is a document on standard error', async () => {
    const { stdout, stderr } = await failing('why', 'nowhere', '--json');
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'NODE_NOT_FOUND',
        message: expect.stringContaining('No node with id "nowhere"') as string,
      },
    });
    const usage = await failing('recall', '--nope', '--json');
    expect(JSON.parse(usage.stderr)).toMatchObject({ error: { code: 'INVALID_INPUT' } });
  });

  it('shows a stack only on request', async () => {
    expect((await failing('why', 'nowhere')).stderr).not.toContain('    at ');
    const debugged = await place.run(['--url', place.url, 'why', 'nowhere'], {
      environment: { MEMOS_GRAPH_DEBUG: '1' },
    });
    expect(debugged.stderr).toContain('    at ');
  });
});

describe('a password', () => {
  it('is refused in an address, and never printed', async () => {
    const given = ['--url', 'bolt://neo4j:s3cret@127.0.0.1:9'];
    for (const command of [['recall', 'x'], ['doctor'], ['schema', 'status', '--json']]) {
      const { stdout, stderr, exitCode } = await place.run([...given, ...command]);
      expect(`${stdout}${stderr}`).not.toContain('s3cret');
      expect(`${stdout}${stderr}`).toContain('NEO4J_PASSWORD');
      expect(exitCode).toBeGreaterThan(0);
    }
  });
});

describe('hostile content', () => {
  const hostile =
    'quote \' " ` $(x) \\ end\u001b[2J\u001b]0;title\u0007\nsecond line \u202Eevil\ttab \u009b31m';

  it('is stored as it is, and shown without being obeyed', async () => {
    const stored = await failing('remember', '-', '--id', 'bad', '--entity', 'E\u001b[31m\nx');
    expect(stored.exitCode).toBe(2); // an empty standard input is no content
    const ran = await place.run(
      ['--url', place.url, 'remember', '-', '--id', 'bad', '--entity', 'E\u001b[31m\nx'],
      { input: `${hostile}\n` },
    );
    expect(ran.stdout).toMatchInlineSnapshot(`
      "Remembered   note bad
      about        E\\x1b[31m
                   x (new)
      "
    `);
    const { stdout } = await failing('show', 'bad');
    expect(stdout.replace(/\d{4}-\d\d-\d\d( \d\d:\d\d)?/g, '<today>')).toMatchInlineSnapshot(`
      "bad  note  <today>
        quote ' " \` $(x) \\ end\\x1b[2J\\x1b]0;title\\x07
        second line \\u202eevil    tab \\x9b31m
        about        E\\x1b[31m
                     x
        stored       <today>
      "
    `);
    const json = JSON.parse((await failing('show', 'bad', '--json')).stdout) as {
      items: { content: string }[];
    };
    expect(json.items[0]?.content).toBe(hostile);
  });

  it('is escaped in errors as well', async () => {
    const { stderr } = await failing('show', 'no\u001b[31mwhere');
    expect(stderr).not.toContain('\u001b');
  });
});

describe('the environment', () => {
  it('is asked after the options and before the file .env', async () => {
    writeFileSync(
      place.path('.env'),
      `MEMOS_GRAPH_URL=${place.url}\nMEMOS_GRAPH_SPACE=elsewhere\n`,
    );
    const counted = async (environment: Record<string, string>, ...given: readonly string[]) => {
      const { stdout } = await place.run([...given, 'doctor', '--json'], { environment });
      return (JSON.parse(stdout) as { health: { space: string } }).health.space;
    };
    expect(await counted({})).toBe('elsewhere');
    expect(await counted({ MEMOS_GRAPH_SPACE: 'shell' })).toBe('shell');
    expect(await counted({ MEMOS_GRAPH_SPACE: 'shell' }, '--space', 'flag')).toBe('flag');
  });
});
