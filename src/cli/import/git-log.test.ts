import { describe, expect, it } from 'vitest';

import { type Commit, parseLog } from './git-log.ts';

async function parsed(chunks: readonly string[]): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  for await (const commit of parseLog(streamOf(chunks))) commits.push(commit);
  return commits;
}

async function* streamOf(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}

const log = [
  '//a1\0\x002026-01-01T00:00:00+00:00\0Mira Ö\0first\n\nbody // with slashes\n\0\0',
  '\nsrc/x.ts\0src/y z.ts\0docs/a\nb.md\0top.md\0',
  '//b2\0a1 c3\x002026-01-02T00:00:00+00:00\0\0merge\n\0\0',
].join('');

const expected = [
  {
    hash: 'a1',
    parents: [],
    date: '2026-01-01T00:00:00+00:00',
    author: 'Mira Ö',
    message: 'first\n\nbody // with slashes',
    folders: ['docs', 'src'],
  },
  {
    hash: 'b2',
    parents: ['a1', 'c3'],
    date: '2026-01-02T00:00:00+00:00',
    author: '',
    message: 'merge',
    folders: [],
  },
];

describe('parseLog', () => {
  it('takes commits apart, whatever their messages and paths hold', async () => {
    expect(await parsed([log])).toEqual(expected);
  });

  it('does not mind where the stream is cut', async () => {
    expect(await parsed(log.split(''))).toEqual(expected);
  });

  it('answers nothing for nothing', async () => {
    expect(await parsed([])).toEqual([]);
  });
});
