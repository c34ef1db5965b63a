import { describe, expect, it } from 'vitest';

import { settingsOf } from './settings.ts';

const setting = (environment: NodeJS.ProcessEnv, name: string) =>
  settingsOf(environment).find((found) => found.name === name);

describe('settingsOf', () => {
  it('never shows a secret', () => {
    const told = JSON.stringify(
      settingsOf({
        NEO4J_PASSWORD: 'hidden1',
        NEO4J_URI: 'bolt://neo4j:hidden2@host:7687',
        NEO4J_PASS: 'hidden3',
        NEO4J_URL: 'bolt://neo4j:hidden4@host:7687',
        NEO4J_MCP_PASSWORD: 'hidden5',
      }),
    );
    expect(told).not.toContain('hidden');
  });

  it('says how the names of other programs map', () => {
    expect(setting({ NEO4J_URL: 'bolt://x:7687' }, 'NEO4J_URL')?.note).toBe(
      'not read; memos-graph reads NEO4J_URI: export NEO4J_URI="$NEO4J_URL"',
    );
    expect(setting({ NEO4J_USER: 'a', NEO4J_USERNAME: 'b' }, 'NEO4J_USER')?.note).toBe(
      'not read; memos-graph reads NEO4J_USERNAME, which is set',
    );
    expect(setting({ NEO4J_MCP_SERVER_PORT: '8000' }, 'NEO4J_MCP_SERVER_PORT')?.note).toBe(
      "not read: it sets up Neo4j's own MCP server",
    );
  });

  it('tells what is set but not used', () => {
    const environment = { MEMOS_GRAPH_URL: 'sqlite:a.db', NEO4J_URI: 'bolt://x:7687' };
    expect(setting(environment, 'NEO4J_URI')?.note).toBe('not used, since MEMOS_GRAPH_URL is set');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(setting({ NEO4J_DATABASE: '' }, 'NEO4J_DATABASE')?.state).toBe('not set');
  });
});
