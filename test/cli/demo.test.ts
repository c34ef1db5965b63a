import { readdirSync } from 'node:fs';

import { afterAll, describe, expect, it } from 'vitest';

import { Workplace } from './support/command-line.ts';

const place = new Workplace();
afterAll(() => place[Symbol.dispose]());

interface Shown {
  readonly url: string;
  readonly takenIn: { readonly lines: number; readonly decisions: number };
  readonly questions: readonly {
    readonly found: readonly string[];
    readonly why: string;
    readonly cost: { readonly calls: number; readonly statements: number };
  }[];
}

const log = (...numbers: readonly string[]): readonly string[] =>
  numbers.map((number) => `log-${number}`);

describe('demo', () => {
  it('finds what the records hold', async () => {
    const { stdout } = await place.run(['demo', '--json', '--keep', 'demo.db']);
    const { takenIn, questions } = JSON.parse(stdout) as Shown;
    const records = readdirSync('docs/decisions').filter((file) => file.endsWith('.md'));
    expect(takenIn).toMatchObject({ lines: 183, decisions: records.length });
    const found = questions.map((question) => question.found);
    const [friday, overdue, goLive, veltronik, belief, patterns, broken, fullText] = found;
    expect(friday?.slice(0, 2)).toEqual(log('117', '045'));
    expect(overdue).toEqual(
      expect.arrayContaining([...log('095', '097', '101', '102', '105', '107')]),
    );
    expect(goLive?.[0]).toBe('log-069');
    expect(goLive).toEqual(expect.arrayContaining([...log('067', '059', '058', '061')]));
    expect(veltronik).toEqual(
      expect.arrayContaining([...log('006', '017', '020', '036', '047', '058', '059', '067')]),
    );
    expect(veltronik).toHaveLength(9);
    expect(belief).toEqual(log('005', '073', '026', '069', '006', '068'));
    expect(patterns).toHaveLength(3);
    expect(broken?.toSorted()).toEqual(log('012', '035'));
    expect(fullText?.[0]).toBe('decision:0011-group-commit');
    expect(fullText).toContain('decision:0004-eventually-consistent-full-text');
    for (const { why, cost } of questions) {
      expect(why).not.toBe('');
      expect(cost.statements).toBe(cost.calls); // one statement is all that any of them costs
    }
  });

  it('fits a page and a terminal, and says how to go on', async () => {
    const { stdout, exitCode } = await place.run(['demo']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(150);
    const tooLong = lines.filter((line) => line.length > 100 && !line.includes('sqlite:'));
    expect(tooLong).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    const url = /--url (sqlite:\S+memory\.db)/.exec(stdout)?.[1] ?? '';
    const next = await place.run(['--url', url, 'recall', 'What happened to the backup?']);
    expect(next.stdout).toContain('log-061');
    expect(exitCode).toBe(0);
  });

  it('takes no memory that is there already', async () => {
    const { stderr, exitCode } = await place.run(['demo', '--keep', 'demo.db']);
    expect(stderr).toContain('new file');
    expect(exitCode).toBe(2);
  });
});
