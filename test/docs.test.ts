import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { program } from './cli/support/command-line.ts';
import { uniqueSpace } from './neo4j/change-sets.ts';
import { describeNeo4j, neo4jAddress } from './support/neo4j.ts';

const run = promisify(execFile);

interface Block {
  readonly page: string;
  readonly language: string;
  /** The example a `ts` block shows. */
  readonly file: string | undefined;
  readonly text: string;
  /** What the block after this one says the example prints. */
  readonly output: string | undefined;
}

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
].filter((page) => page.endsWith('.md'));

const blocks = pages.flatMap(blocksOf).filter(({ language }) => language === 'ts');
const programsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

const examples = programsIn('examples');
/** Those that need a server; the one without memos-graph has a test of its own, and the steps share files that do nothing. */
const serverExamples = [
  'examples/neo4j/own-driver.ts',
  ...programsIn('examples/neo4j/migration').filter((file) => /\/\d/.test(file)),
];

function blocksOf(page: string): Block[] {
  const fences = readFileSync(page, 'utf8').matchAll(
    /^```(?<language>\w*)(?: file=(?<file>\S+))?\n(?<text>.*?)^```$/gms,
  );
  const found = [...fences].map(({ groups = {} }) => ({
    language: groups['language'] ?? '',
    file: groups['file'],
    text: groups['text'] ?? '',
  }));
  return found.map((block, index) => {
    const next = found[index + 1];
    return { page, ...block, output: next?.language === 'text' ? next.text : undefined };
  });
}

type Environment = Readonly<Record<string, string>>;

/** A process of its own, as a reader would run it, in an empty folder with an empty memory. */
async function outputOf(example: string, environment?: Environment): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memos-graph-example-'));
  try {
    const loader = ['--conditions=memos-graph-source', '--import', import.meta.resolve('tsx')];
    const { stdout } = await run(process.execPath, [...loader, resolve(example)], {
      cwd: folder,
      env: {
        ...process.env,
        MEMOS_GRAPH_SERVER: [process.execPath, ...program(), 'mcp'].join(' '),
        ...(environment ?? { MEMOS_GRAPH_URL: `sqlite:${join(folder, 'memory.db')}` }),
      },
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs an example against the test server, in a space of its own that is emptied afterwards. */
async function outputOnServer(example: string): Promise<string> {
  const { url, username, password } = neo4jAddress();
  const space = uniqueSpace();
  await using memory = await openMemory({ ...neo4jAddress(), space, migrate: true });
  try {
    return await outputOf(example, {
      MEMOS_GRAPH_URL: '',
      MEMOS_GRAPH_SPACE: space,
      NEO4J_URI: url,
      NEO4J_USERNAME: username,
      NEO4J_PASSWORD: password,
    });
  } finally {
    await memory.forget({ space: true });
  }
}

function expectShown(example: string, output: string): void {
  const told = blocks.filter(({ file }) => file === example);
  expect(output).not.toBe('');
  for (const { page, output: shown = output } of told) expect(output, page).toBe(shown);
}

describe('the pages', () => {
  it.each(blocks)('$page shows $file as it is', ({ file, text }) => {
    expect(file, 'every ts block must name the example it shows').toMatch(/^examples\/.*\.ts$/);
    expect(text).toBe(readFileSync(file ?? '', 'utf8'));
  });
});

describe('the examples', () => {
  it.each(examples)('%s runs and prints what the pages say', async (example) => {
    expectShown(example, await outputOf(example));
  });
});

describeNeo4j('the examples on a server', () => {
  it.each(serverExamples)(
    '%s runs and prints what the pages say',
    { timeout: 120_000 },
    async (example) => {
      const output = await outputOnServer(example);
      expect(blocks.map(({ file }) => file)).toContain(example);
      expectShown(example, output);
    },
  );
});

describe('the repository', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => existsSync(file) && file !== '');

  it('names no folder of the machine it was written on', () => {
    const local = /(?<![\w.@-])\/(?:work|root)\//;
    expect(files.filter((file) => local.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('locks its packages without the address of a registry', () => {
    const locks = files.filter((file) => file.endsWith('package-lock.json'));
    expect(locks.length).toBeGreaterThan(1);
    for (const lock of locks) expect(readFileSync(lock, 'utf8'), lock).not.toContain('"resolved"');
  });
});
