import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

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
const examples = readdirSync('examples').filter((file) => file.endsWith('.ts'));

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

/** A process of its own, as a reader would run it, in an empty folder with an empty memory. */
async function outputOf(example: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memos-graph-example-'));
  try {
    const loader = ['--conditions=memos-graph-source', '--import', import.meta.resolve('tsx')];
    const { stdout } = await run(process.execPath, [...loader, resolve('examples', example)], {
      cwd: folder,
      env: { ...process.env, MEMOS_GRAPH_URL: `sqlite:${join(folder, 'memory.db')}` },
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the pages', () => {
  it.each(blocks)('$page shows $file as it is', ({ file, text }) => {
    expect(file, 'every ts block must name the example it shows').toMatch(/^examples\/.*\.ts$/);
    expect(text).toBe(readFileSync(file ?? '', 'utf8'));
  });
});

describe('the examples', () => {
  it.each(examples)('%s runs and prints what the pages say', async (example) => {
    const output = await outputOf(example);
    const told = blocks.filter(({ file }) => file === `examples/${example}`);
    for (const { page, output: shown = output } of told) expect(output, page).toBe(shown);
  });
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
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
