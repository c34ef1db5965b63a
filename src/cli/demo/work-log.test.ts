import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { parseWorkLog } from './work-log.ts';

describe('parseWorkLog', () => {
  it('reads every line of the log of the demo', () => {
    const text = readFileSync(new URL('../../../demo/work-log.jsonl', import.meta.url), 'utf8');
    const lines = parseWorkLog(text);
    expect(lines.filter((line) => 'id' in line)).toHaveLength(119);
    expect(lines.filter((line) => 'settle' in line).length).toBeGreaterThan(10);
    expect(lines.filter((line) => 'session' in line)).toHaveLength(24);
  });

  it.each(['{', '[]', '"id"', '{"other":1}'])('names the line that is none: %s', (line) => {
    expect(() => parseWorkLog(`{"session":"s","agent":"a","at":"2026-01-01"}\n${line}\n`)).toThrow(
      'Line 2 of the work log',
    );
  });
});
