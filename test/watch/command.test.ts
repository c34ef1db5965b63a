import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { WatchReport } from '../../src/watch/watch-driver.ts';
import { isBuildFresh, Workplace } from '../cli/support/command-line.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

const modules = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('neo4j-driver')))));
const place = new Workplace();
afterAll(() => place[Symbol.dispose]());

/** A program in the working folder, which finds the driver in a `node_modules` of its own. */
function program(name: string, source: string): string {
  const file = place.path(name);
  writeFileSync(file, source);
  return file;
}

const body = `
const driver = neo4j.driver(process.env.URI, neo4j.auth.basic(process.env.USERNAME, process.env.PASSWORD));
async function once() {
  const session = driver.session();
  try {
    await session.run('RETURN 1');
  } finally {
    await session.close();
  }
}
async function operation() {
  await once();
  await once();
}
`;
const commonJs = `const neo4j = require('neo4j-driver');${body}`;
const module = `import neo4j from 'neo4j-driver';${body}`;

function environment(): Readonly<Record<string, string>> {
  const { url, username, password } = neo4jAddress();
  return { URI: url, USERNAME: username, PASSWORD: password };
}

const node = process.execPath;

/** The reports of a run whose program ended with code 0. */
async function reportsOf(...given: readonly string[]): Promise<readonly WatchReport[]> {
  const { stderr, exitCode } = await place.run(['watch', '--json', '--', node, ...given], {
    environment: environment(),
  });
  expect(exitCode, stderr).toBe(0);
  const { processes } = JSON.parse(stderr) as { processes: readonly { report: WatchReport }[] };
  return processes.map(({ report }) => report);
}

/** How many sessions each process or thread had, fewest first. */
async function sessionsOf(...given: readonly string[]): Promise<readonly number[]> {
  const reports = await reportsOf(...given);
  return reports.map(({ sessions }) => sessions).toSorted((one, other) => one - other);
}

describe('memos-graph watch', () => {
  it('says that a program never made a driver, and fails', async () => {
    const file = program('without.mjs', 'console.log("ran")');
    const ran = await place.run(['watch', '--', node, file]);
    expect(ran).toEqual({
      stdout: 'ran\n',
      stderr:
        'No report on the program: it never made a driver with neo4j-driver, or has it bundled into its own files\n',
      exitCode: 1,
    });
    const failing = program('failing.mjs', 'process.exit(9)');
    expect(await place.run(['watch', '--', node, failing])).toMatchObject({ exitCode: 9 });
  });

  it('refuses a program that cannot be started, and a report that cannot be written', async () => {
    expect(await place.run(['watch', '--', 'no-such-program'])).toEqual({
      stdout: '',
      stderr: 'Cannot start "no-such-program"\n',
      exitCode: 2,
    });
    const output = place.path('no/such/folder/report.txt');
    const ran = await place.run(['watch', '--output', output, '--', node, '--eval', '0']);
    expect(ran).toMatchObject({ stdout: '', exitCode: 2 });
    expect(ran.stderr).toMatch(/^Cannot write the report to /);
    expect(await place.run(['watch', '--latency', '0', '--', node])).toMatchObject({ exitCode: 2 });
    expect(await place.run(['watch'])).toMatchObject({ exitCode: 2 });
  });
});

describeNeo4j('memos-graph watch on a program', () => {
  beforeAll(() => {
    mkdirSync(place.path('node_modules'));
    symlinkSync(join(modules, 'neo4j-driver'), place.path('node_modules/neo4j-driver'), 'dir');
  });

  it('leaves its standard output alone and prints the report on standard error', async () => {
    const file = program(
      'app.mjs',
      `${module}await operation(); console.log('data'); await driver.close();`,
    );
    const ran = await place.run(['watch', '--latency', '5', '--', node, 'app.mjs'], {
      environment: environment(),
    });
    expect(ran.stdout).toBe('data\n');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toMatchInlineSnapshot(`
      "
      2 sessions, 2 transactions, 2 statements, 2 round trips: 10 ms of waiting at 5 ms each

      Most to gain
      P1 batch    once  app.mjs:6
                  the same statement ran 2 times in 1 call of operation: run it once with UNWIND over a
                  list
                  2 → 1 round trips, saves 1 (5 ms)
      P3 reuse    operation  app.mjs:12
                  2 sessions in 1 call, opened one after another: use one session, and where no
                  statement needs the answer of another, one transaction with the statements sent
                  together
                  2 → 1 sessions, 2 → 2 round trips
                  opened in once:4

      Call sites          sessions  transactions  statements  round trips
      once  app.mjs:4, 6         2             2           2            2
      "
    `);
    expect(file).toContain(place.folder);
  });

  it.each([
    ['require', 'a.cjs', `${commonJs}operation().then(() => driver.close());`],
    ['import', 'b.mjs', `${module}await operation(); await driver.close();`],
    [
      'a named import',
      'c.mjs',
      `import { driver as make, auth } from 'neo4j-driver'; const neo4j = { driver: make, auth };${body}await operation(); await driver.close();`,
    ],
    [
      'import()',
      'd.cjs',
      `import('neo4j-driver').then(async ({ default: neo4j }) => {${body}await operation(); await driver.close(); });`,
    ],
  ])('follows a driver that came by %s', async (_how, name, source) => {
    program(name, source);
    const [report] = await reportsOf(name);
    expect(report).toMatchObject({ sessions: 2, statements: 2, roundTrips: 2 });
    expect(
      report?.callSites.map(({ file, line, function: its }) => `${file}:${line} ${its}`),
    ).toEqual(
      [`${name}:6 once`, `${name}:4 once`].map((site) =>
        name.startsWith('c') || name.startsWith('d') ? expect.stringContaining(name) : site,
      ),
    );
  });

  it('follows a copy of the driver that the program has for itself', async () => {
    const folder = place.path('packed/node_modules');
    for (const name of ['neo4j-driver', 'neo4j-driver-core', 'neo4j-driver-bolt-connection']) {
      cpSync(realpathSync(join(modules, name)), join(folder, name), { recursive: true });
    }
    for (const name of [
      'rxjs',
      'tslib',
      'buffer',
      'string_decoder',
      'base64-js',
      'ieee754',
      'safe-buffer',
    ]) {
      cpSync(realpathSync(join(modules, name)), join(folder, name), { recursive: true });
    }
    program('packed/app.cjs', `${commonJs}operation().then(() => driver.close());`);
    expect(await reportsOf('packed/app.cjs')).toMatchObject([{ sessions: 2, roundTrips: 2 }]);
  });

  it('tells lines of the source where the program follows source maps', async () => {
    program(
      'typed.mts',
      `interface Nothing {\n  readonly name: string;\n}\n\n${module.replace('async function once()', 'async function once(): Promise<void>')}await operation();\nawait driver.close();\n`,
    );
    const [report] = await reportsOf('--import', import.meta.resolve('tsx'), 'typed.mts');
    expect(report?.callSites.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'typed.mts:10',
      'typed.mts:8',
    ]);
  });

  it('keeps the exit code, and reports what a program did before it ended itself', async () => {
    program('ends.mjs', `${module}await operation(); process.exit(7);`);
    const output = place.path('report.txt');
    const ran = await place.run(['watch', '--output', output, '--', node, 'ends.mjs'], {
      environment: environment(),
    });
    expect(ran).toEqual({ stdout: '', stderr: '', exitCode: 7 });
    expect(readFileSync(output, 'utf8')).toMatch(/^2 sessions, /);
    program('throws.mjs', `${module}await operation(); throw new Error('thrown');`);
    const threw = await place.run(['watch', '--', node, 'throws.mjs'], {
      environment: environment(),
    });
    expect(threw.stderr).toMatch(/Error: thrown[^]*\n2 sessions, /);
    expect(threw.exitCode).toBe(1);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('passes %s on, and reports', async (signal, exitCode) => {
    program(
      'waits.mjs',
      `${module}await operation(); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const child = place.start(['watch', '--', node, 'waits.mjs'], environment());
    const stderr = text(child.stderr);
    await once(child.stdout, 'data');
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(exitCode);
    expect(await stderr).toMatch(/^\n2 sessions, /);
  });

  it('lets the program end itself in its own way when it handles a signal', async () => {
    program(
      'handles.mjs',
      `${module}process.once('SIGTERM', async () => { await once(); console.log('closed'); process.exit(3); }); await operation(); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const child = place.start(['watch', '--', node, 'handles.mjs'], environment());
    const stderr = text(child.stderr);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (stdout === '') child.kill('SIGTERM');
      stdout += chunk.toString();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect([code, stdout]).toEqual([3, 'ready\nclosed\n']);
    expect(await stderr).toMatch(/^\n3 sessions, /);
  });

  it('keeps requests apart that are served at the same time', async () => {
    program(
      'server.mjs',
      `import { createServer } from 'node:http';
${module}
await operation(); // what runs before the server listens must not become part of every request
const server = createServer(async (request, response) => {
  await operation();
  response.end();
}).listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port;
  await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
  server.closeAllConnections();
  server.close();
  await driver.close();
});`,
    );
    const [report] = await reportsOf('server.mjs');
    const reuse = report?.findings.filter(({ advice }) => advice === 'reuse');
    expect(
      reuse?.map(({ place: { function: name }, calls, now }) => [name, calls, now.sessions]),
    ).toEqual([['operation', 21, 42]]);
  });

  it('reports each process by itself', async () => {
    program('child.mjs', `${module}await operation(); await driver.close();`);
    program(
      'parent.mjs',
      `import { fork } from 'node:child_process';
${module}
await once();
await driver.close();
await new Promise((resolve) => fork('./child.mjs').once('exit', resolve));`,
    );
    expect(await sessionsOf('parent.mjs')).toEqual([1, 2]);
  });

  // From source it would need a loader of TypeScript that reaches into threads.
  it.skipIf(!isBuildFresh())('reports each worker thread by itself', async () => {
    program('thread.mjs', `${module}await operation(); await driver.close();`);
    program(
      'threads.mjs',
      `import { Worker } from 'node:worker_threads';
${module}
await once();
await driver.close();
await new Promise((resolve) => new Worker('./thread.mjs').once('exit', resolve));`,
    );
    expect(await sessionsOf('threads.mjs')).toEqual([1, 2]);
  });

  it('keeps the options that Node gets already', async () => {
    program(
      'flags.mjs',
      `${module}await once(); await driver.close(); console.log(process.title);`,
    );
    const ran = await place.run(['watch', '--', node, 'flags.mjs'], {
      environment: { ...environment(), NODE_OPTIONS: '--title=kept' },
    });
    expect(ran.stdout).toBe('kept\n');
  });
});
