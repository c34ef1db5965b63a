import { describe, expect, it } from 'vitest';

import { besideKept, withKept } from './kept-options.ts';
import type { EntryOptions } from './server-entry.ts';

const entry = (args: readonly string[], env: Readonly<Record<string, unknown>> = {}) => ({
  name: 'memos-graph',
  command: 'memos-graph',
  args: ['mcp', ...args],
  env,
});

const nothing: EntryOptions = { name: 'memos-graph', color: false };

describe('the options of an older entry', () => {
  it('are kept where they are not given anew', () => {
    const args = ['--url', 'sqlite:/a.db', '--space=team', '--profile', 'full', '--read-only'];
    const { options, kept } = withKept({ ...nothing, profile: 'default' }, entry(args));
    expect(options).toEqual({
      ...nothing,
      url: 'sqlite:/a.db',
      space: 'team',
      profile: 'default',
      readOnly: true,
    });
    expect(kept).toEqual([['--url', 'sqlite:/a.db'], ['--space', 'team'], ['--read-only']]);
  });

  it('keep a password file only with the address that it is for', () => {
    const old = entry(['--username', 'ada', '--space', 'team'], {
      NEO4J_URI: 'neo4j://db',
      NEO4J_PASSWORD_FILE: '/secret',
    });
    const kept = { url: 'neo4j://db', username: 'ada', space: 'team', passwordFile: '/secret' };
    expect(withKept(nothing, old).options).toEqual({ ...nothing, ...kept });
    expect(withKept({ ...nothing, url: 'neo4j://db' }, old).options).toEqual({
      ...nothing,
      ...kept,
    });
    for (const url of ['neo4j://other', 'sqlite:/a.db'])
      expect(withKept({ ...nothing, url }, old).options).toEqual({
        ...nothing,
        url,
        space: 'team',
      });
  });

  it('are found in the environment of the entry, too', () => {
    const env = { MEMOS_GRAPH_SPACE: 'team', NEO4J_USERNAME: 'ada', NEO4J_DATABASE: 'memories' };
    const old = entry(['--url', 'neo4j://db', '--username', 'bob'], env);
    expect(withKept(nothing, old).kept).toEqual([
      ['--url', 'neo4j://db'],
      ['--username', 'bob'],
      ['--space', 'team'],
      ['--database', 'memories'],
    ]);
    expect(withKept(nothing, entry([], env)).kept).toEqual([['--space', 'team']]);
  });

  it('are left out where the command would refuse them', () => {
    const args = ['--profile', 'ful', '--max-tokens', 'x', '--read-only=no', '--space', 'team'];
    const { options, kept } = withKept(nothing, entry(args));
    expect(options).toEqual({ ...nothing, space: 'team' });
    expect(kept).toEqual([['--space', 'team']]);
    expect(withKept(nothing, entry(['--max-tokens', '900'])).options.maxTokens).toBe(900);
  });

  it.each([
    ['sqlite::memory:', /ends with its server/],
    ['sqlite:team.db', /by its whole path/],
  ])('ask for an address where the old one, %s, means no certain memory', (url, sentence) => {
    expect(() => withKept(nothing, entry(['--url', url]))).toThrow(sentence);
    expect(withKept({ ...nothing, url: 'sqlite:/a.db' }, entry(['--url', url])).kept).toEqual([]);
  });

  it('come before the environment, which says nothing of an address that is kept', () => {
    const environment = { NEO4J_USERNAME: 'bob', MEMOS_GRAPH_SPACE: 'other' };
    expect(besideKept(nothing, environment)).toEqual({});
    expect(besideKept({ ...nothing, url: 'neo4j://db' }, environment)).toEqual({
      NEO4J_USERNAME: 'bob',
    });
  });

  it('keep no secret of an address, and nothing that is no option', () => {
    const args = ['--url', 'neo4j://ada:hunter2@db?x=hunter2', '--password', 'hunter2', '--space'];
    const { options, kept } = withKept(nothing, entry(args));
    expect(options).toEqual({ ...nothing, url: 'neo4j://db' });
    expect(kept).toEqual([['--url', 'neo4j://db']]);
  });

  it('keep a file to take over only where the server may write it', () => {
    const old = entry(['--profile', 'server-memory', '--import', 'memory.jsonl']);
    expect(withKept(nothing, old).options).toMatchObject({ import: 'memory.jsonl' });
    const others: readonly Partial<EntryOptions>[] = [{ readOnly: true }, { profile: 'full' }];
    for (const given of others) {
      const { options, kept } = withKept({ ...nothing, ...given }, old);
      expect(options).not.toHaveProperty('import');
      expect(kept.flat()).not.toContain('--import');
    }
  });
});
