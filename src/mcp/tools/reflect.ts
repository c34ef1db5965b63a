import * as z from 'zod';

import { reflect } from '../../memos/reflect.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { finding } from '../../reflection/finding.ts';
import { offsetCursor, offsetOf } from '../offset-cursor.ts';
import { indented, listText } from '../text.ts';
import { defineTool } from '../tool.ts';
import { cursor, more } from './fields.ts';

const input = reflect.input.extend({ cursor });
/** The sentence and the counts tell an agent enough, and a tool list is paid for in every conversation; the library tells how it was tested. */
const told = finding.unwrap().omit({ statistic: true }).extend({ kind: z.string() }).readonly();
const output = z.object({ findings: z.array(told).readonly(), ...more }).readonly();

export const reflectTool = defineTool({
  name: 'memory_reflect',
  description:
    'Find what no single memory says: promises overdue, at risk or broken, what preceded those, contradictions, stale decisions, rising themes, what has gone quiet.',
  access: 'read',
  isRepeatable: true,
  input,
  output,
  run: async ({ memory, limits }, given) => {
    const { cursor: from, ...question } = parseInput(input, given);
    const offset = offsetOf(question, from);
    const found = await memory.adapter.read(reflect, question, limits);
    return {
      answer: {
        findings: found.findings.slice(offset).map(({ statistic: _test, ...rest }) => rest),
        truncated: false,
      },
      list: 'findings',
      cursorAfter: (shown) => offsetCursor(question, offset + Math.max(1, shown)),
      text: (answer) =>
        listText(
          answer.findings.length === 0 ? 'Nothing stands out.' : 'What stands out:',
          answer.findings.map(
            ({ kind, sentence, evidence }) =>
              `- ${kind}: ${indented(sentence)} [${evidence.join('] [')}]`,
          ),
          answer,
        ),
    };
  },
});
