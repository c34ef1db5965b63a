import * as fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';

import { EditedJson } from './edited-json.ts';

function after(text: string, change: (edited: EditedJson) => void): string {
  const edited = new EditedJson(text);
  change(edited);
  return edited.text;
}

describe('a JSON text that is changed', () => {
  it.each([
    ['{}', '{\n  "a": {\n    "b": 1\n  }\n}'],
    ['{ "a": {} }', '{ "a": {\n  "b": 1\n} }'],
    ['{ "x": 1 }', '{ "x": 1,\n  "a": {\n    "b": 1\n  }\n}'],
    [
      '{\n    "a": {\n        "x": 1\n    }\n}',
      '{\n    "a": {\n        "x": 1,\n        "b": 1\n    }\n}',
    ],
    [
      '{\n\t"a": { // mine\n\t\t"x": {"y":  2}, // kept\n\t}\n}',
      '{\n\t"a": { // mine\n\t\t"x": {"y":  2}, // kept\n\t\t"b": 1,\n\t}\n}',
    ],
    [
      '{\n  "a": {\n    "x": 1 /* one */ // kept\n    // last\n  }\n}',
      '{\n  "a": {\n    "x": 1, /* one */ // kept\n    "b": 1\n    // last\n  }\n}',
    ],
    ['{\n  "a": {\n    // none yet\n  }\n}', '{\n  "a": {\n    // none yet\n    "b": 1\n  }\n}'],
    ['{"a":{"x":1}}', '{"a":{"x":1,\n  "b": 1\n}}'],
    ['{"a":{"b":[2]}}', '{"a":{"b":1}}'],
  ])('%j gets a member', (before, wanted) => {
    expect(after(before, (edited) => edited.set(['a', 'b'], 1))).toBe(wanted);
  });

  it('loses a member, and what is empty then', () => {
    const text = '{\n  "a": {\n    "b": { "c": 1 }, // c\n    "d": 2\n  }\n}';
    expect(after(text, (edited) => edited.remove(['a', 'b', 'c']))).not.toContain('"b"');
    expect(after(text, (edited) => edited.remove(['a', 'x', 'c']))).toBe(text);
  });

  it('has every value where it was put, and all others as they were', () => {
    const name = fc.constantFrom('a', 'b', 'c d', '"', '\\', '//', '/*');
    const value = fc.jsonValue({ maxDepth: 2 });
    const root = fc.dictionary(name, fc.dictionary(name, value));
    const space = fc.constantFrom(0, 1, 4, '\t');
    fc.assert(
      fc.property(
        fc.tuple(root, space),
        fc.tuple(name, name),
        value,
        ([before, indent], path, put) => {
          const text = after(JSON.stringify(before, null, indent), (edited) =>
            edited.set(path, put),
          );
          const [first, second] = path;
          const wanted = { ...before, [first]: { ...before[first], [second]: put } };
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(wanted)));
        },
      ),
    );
  });

  it('is still one, whatever comments and commas stand around', () => {
    const between = fc.constantFrom('', ' ', '\n', '/* c */', '// c\n', '\r\n', ' // , }\n');
    fc.assert(
      fc.property(
        fc.array(between, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (gaps, comma) => {
          const [a, b, c, d, e, f, g, h] = gaps;
          const text = `${a}{${b}"s"${c}:${d}{${e}"x":1${f}${comma ? ',' : ''}${g}}${h}}`;
          const changed = after(text, (edited) => edited.set(['s', 'y'], 2));
          expect(parse(changed, [], { allowTrailingComma: true })).toEqual({ s: { x: 1, y: 2 } });
        },
      ),
    );
  });
});
