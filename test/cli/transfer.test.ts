import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Workplace } from './support/command-line.ts';

const place = new Workplace();
const copy = `sqlite:${place.path('copy.db')}`;
afterAll(() => place[Symbol.dispose]());
beforeAll(async () => {
  await place.type('schema apply');
  await place.run(['--url', copy, 'schema', 'apply']);
});

const git = (...given: readonly string[]) =>
  execFileSync('git', ['-C', place.path('project'), ...given], {
    env: {
      ...process.env,
      HOME: place.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((role) => [
          [`GIT_${role}_NAME`, 'Mira Okafor'],
          [`GIT_${role}_EMAIL`, 'mira@example.org'],
          [`GIT_${role}_DATE`, '2026-03-01T09:00:00+01:00'],
        ]),
      ),
    },
    encoding: 'utf8',
  });

describe('import --from git', () => {
  beforeAll(() => {
    mkdirSync(place.path('project/docs/decisions'), { recursive: true });
    mkdirSync(place.path('project/src'));
    git('init', '--quiet');
    writeFileSync(place.path('project/src/a b.ts'), '1');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Begin\n\nWith a body.');
    const decisions = place.path('project/docs/decisions');
    writeFileSync(
      `${decisions}/0001-old.md`,
      '# 0001 Old way\n\n- Date: 2026-01-01\n- Entities: build\n- Leads to: 0002\n\n## Decision\nBy hand.\n\n## Rationale\nSmall.\n\n## Alternatives\n- A script\n',
    );
    writeFileSync(
      `${decisions}/0002-new.md`,
      '# 0002 New way\n\n- Date: 2026-02-01\n- Supersedes: 0001\n\n## Decision\nBy script.\n',
    );
    writeFileSync(`${decisions}/README.md`, 'Nothing\n');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Decide');
  });

  it('takes in commits and decision records once', async () => {
    expect(await place.type('import --from git project')).toMatchInlineSnapshot(`
      "Imported     project
      commits      2 new, 0 known already
      decisions    2 new, 0 known already
      [stderr] docs/decisions/README.md is not a decision record; skipped"
    `);
    expect(await place.type('import --from git project')).toMatchInlineSnapshot(`
      "Unchanged    nothing is new in project
      commits      0 new, 2 known already
      decisions    0 new, 2 known already
      [stderr] docs/decisions/README.md is not a decision record; skipped"
    `);
  });

  it('keeps who, where, when and in which order', async () => {
    const [first, second] = git('log', '--format=%H').trim().split('\n').toReversed();
    const shown = (await place.json(`show git:${second} decision:0001-old`)) as {
      items: readonly object[];
    };
    expect(shown.items).toMatchObject([
      {
        content: 'Decide',
        speaker: 'Mira Okafor',
        occurredAt: '2026-03-01T08:00:00.000Z',
        entities: [{ name: 'Mira Okafor' }, { name: 'docs' }],
        links: [{ type: 'PRECEDED_BY', direction: 'out', id: `git:${first}` }],
      },
      {
        content: 'Old way\nBy hand.',
        status: 'superseded',
        supersededBy: 'decision:0002-new',
        rationale: 'Small.',
        alternatives: ['A script'],
        occurredAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('says when a record no longer is what was taken in', async () => {
    writeFileSync(
      place.path('project/docs/decisions/0002-new.md'),
      '# 0002 New way\n\n- Date: 2026-02-01\n\n## Decision\nBy machine.\n',
    );
    const said = await place.type('import --from git project');
    expect(said).toContain('0002-new: The id "decision:0002-new" already holds something else');
    expect(said).toContain('[exit 4]');
  });
});

describe('export and import', () => {
  it('makes a copy, and the same copy again', async () => {
    expect(await place.type('export out.jsonl')).toMatch(/^Exported +\d+ lines to out.jsonl$/);
    expect(statSync(place.path('out.jsonl')).mode & 0o777).toBe(0o600);
    const imported = await place.run(['--url', copy, 'import', 'out.jsonl', '--json']);
    expect(JSON.parse(imported.stdout)).toMatchObject({ nodes: { known: 0 }, links: { known: 0 } });
    const again = await place.run(['--url', copy, 'import', '-', '--json'], {
      input: readFileSync(place.path('out.jsonl'), 'utf8'),
    });
    expect(JSON.parse(again.stdout)).toMatchObject({
      nodes: { created: 0 },
      links: { created: 0 },
    });
    const exported = await place.run(['--url', copy, 'export', '-']);
    expect(exported.stdout).toBe(readFileSync(place.path('out.jsonl'), 'utf8'));
  });

  it('names the line that cannot be read', async () => {
    writeFileSync(place.path('bad.jsonl'), '{"format":"memos-graph","version":1}\n{"node":\n');
    expect(await place.type('import bad.jsonl')).toMatchInlineSnapshot(`
      "[stderr] Line 2 is not JSON; nothing after it was imported
      [exit 2]"
    `);
  });

  it('never replaces what is no file', async () => {
    expect(await place.type('export project')).toMatchInlineSnapshot(`
      "[stderr] Expected the export to go into a file, got "project"; - writes to standard output
      [exit 2]"
    `);
    expect(await place.type('export nowhere/out.jsonl')).toMatchInlineSnapshot(`
      "[stderr] Cannot export to "nowhere/out.jsonl": its folder does not exist
      [exit 2]"
    `);
  });

  it('leaves the old file and no half of a new one after Ctrl-C', async () => {
    const large = Array.from({ length: 20_000 }, (_, index) => {
      const id = `n${String(index).padStart(6, '0')}`;
      return {
        node: {
          id,
          kind: 'note',
          createdAt: '2026-01-01T00:00:00.000001Z',
          status: 'active',
          content: id,
          occurredAt: '2026-01-01T00:00:00.000Z',
          validFrom: '2026-01-01T00:00:00.000Z',
        },
      };
    });
    const header = { format: 'memos-graph', version: 1 };
    const input = [header, ...large].map((line) => JSON.stringify(line)).join('\n');
    await place.run(['--url', copy, 'import', '-'], { input });
    writeFileSync(place.path('kept.jsonl'), 'old');
    const child = place.start(['--url', copy, 'export', 'kept.jsonl']);
    await untilThere(/^\.kept\.jsonl\..*\.tmp$/);
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(130);
    expect(readFileSync(place.path('kept.jsonl'), 'utf8')).toBe('old');
    expect(readdirSync(place.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = place.start(['--url', copy, 'export', '-']);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const complaint: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk.toString()));
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, complaint }).toEqual({ exitCode: 0, complaint: [] });
  });
});

/** Waits until a file of this name is in the place. */
async function untilThere(name: RegExp): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if (readdirSync(place.folder).some((file) => name.test(file))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`No file ${String(name)} appeared`);
}
