import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadDotEnv } from './dot-env.ts';

function loaded(content: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'memos-graph-test-'));
  try {
    writeFileSync(join(folder, '.env'), content);
    loadDotEnv(join(folder, '.env'), environment);
    return environment;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('loadDotEnv', () => {
  it('adds what is not set and never overrides', () => {
    const content = 'NEO4J_USERNAME=file\nNEO4J_DATABASE="memories"\nMEMOS_GRAPH_SPACE=team';
    expect(loaded(content, { NEO4J_USERNAME: 'shell', MEMOS_GRAPH_SPACE: '' })).toEqual({
      NEO4J_USERNAME: 'shell',
      NEO4J_DATABASE: 'memories',
      MEMOS_GRAPH_SPACE: 'team',
    });
  });

  it('takes nothing that could steer another program', () => {
    expect(loaded('LD_PRELOAD=x.so\nGIT_DIR=elsewhere\nNEO4J_PASSWORD=p', {})).toEqual({
      NEO4J_PASSWORD: 'p',
    });
  });

  it('leaves the address alone when the environment names one under the other name', () => {
    const environment = { NEO4J_URI: 'bolt://here:7687' };
    expect(loaded('MEMOS_GRAPH_URL=sqlite:elsewhere.db', environment)).toEqual(environment);
  });

  it('is content without a file', () => {
    const environment = {};
    loadDotEnv(join(tmpdir(), 'no-such-folder', '.env'), environment);
    expect(environment).toEqual({});
  });
});
