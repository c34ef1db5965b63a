import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { parseDecisionRecord } from './decision-record.ts';

const folder = new URL('../../../docs/decisions/', import.meta.url);

const whole = [
  '# 0011 Group commit',
  '',
  '- Date: 2026-06-02',
  '- Status: in force',
  '- Entities: group commit, Neo4j',
  '- Supersedes: 0004',
  '- Leads to: 0012, 0013',
  '',
  '## Decision',
  'Writers that arrive while a write',
  'is in flight wait for it.',
  '',
  'An idle writer is sent at once.',
  '',
  '## Rationale',
  'The cost falls on each commit.',
  '',
  '## Alternatives',
  '- A larger pool: commits still queue',
  '  behind one lock.',
  '- A timer: latency.',
].join('\n');

describe('parseDecisionRecord', () => {
  it('reads what a record tells', () => {
    expect(parseDecisionRecord('0011-group-commit.md', whole)).toEqual({
      key: '0011-group-commit',
      number: '0011',
      content:
        'Group commit\nWriters that arrive while a write is in flight wait for it.\nAn idle writer is sent at once.',
      date: '2026-06-02',
      rationale: 'The cost falls on each commit.',
      alternatives: ['A larger pool: commits still queue behind one lock.', 'A timer: latency.'],
      entities: ['group commit', 'Neo4j'],
      supersedes: ['0004'],
      leadsTo: ['0012', '0013'],
    });
  });

  it('reads the records of other projects as far as they go', () => {
    const text =
      '# 3. Use PostgreSQL\r\n\r\nDate: 2024-05-01\r\n\r\n## Status\r\nAccepted\r\n\r\n## Context\r\nThree shifts write.\r\n\r\n## Decision\r\nOne database.\r\n';
    expect(parseDecisionRecord('0003-use-postgresql.md', text)).toMatchObject({
      content: 'Use PostgreSQL\nOne database.',
      date: '2024-05-01',
      rationale: 'Three shifts write.',
      alternatives: [],
    });
  });

  it.each([
    '',
    '# Only a title\n',
    '## Decision\nWithout a title\n',
    '# Index\n\n- [0001](0001.md)\n',
  ])('takes %j for no record', (text) => {
    expect(parseDecisionRecord('x.md', text)).toBeUndefined();
  });

  it('reads every record of this project', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const records = files.map((name) =>
      parseDecisionRecord(name, readFileSync(new URL(name, folder), 'utf8')),
    );
    expect(records).not.toContain(undefined);
    for (const record of records) {
      expect(record?.date).toBeDefined();
      expect(record?.rationale).toBeDefined();
      expect(record?.alternatives.length).toBeGreaterThan(0);
      expect(record?.entities.length).toBeGreaterThan(0);
    }
  });
});
