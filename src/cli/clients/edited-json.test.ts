import * as fc from 'fast-check';
import { parse, type ParseError } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';

import { EditedJson } from './edited-json.ts';

function after(text: string, change: (edited: EditedJson) => void): string {
  const edited = new EditedJson(text);
  change(edited);
  return edited.text;
}

const commentsIn = (json: string): number => json.split(/\/\* c|\/\/ /).length;

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

  it.each([
    ['{"a":{"b":1}}', '{}'],
    ['{ "x": 1, "a": { "b": 1 } }', '{ "x": 1 }'],
    ['{ "a": { "b": 1, "c": 2 } }', '{ "a": { "c": 2 } }'],
    [
      '{\n  "a": {\n    "c": 2,\n    "b": [\n      1\n    ]\n  }\n}',
      '{\n  "a": {\n    "c": 2\n  }\n}',
    ],
    [
      '{\r\n\t"a": {\r\n\t\t"b": 1,\r\n\t\t"c": 2\r\n\t}\r\n}',
      '{\r\n\t"a": {\r\n\t\t"c": 2\r\n\t}\r\n}',
    ],
    [
      '{\n  "a": {\n    // of c\n    "c": 2, // two\n    /* of b */\n    "b": 1 /* one */, // mine\n  },\n}',
      '{\n  "a": {\n    // of c\n    "c": 2, // two\n    /* of b */\n    /* one */ // mine\n  },\n}',
    ],
    [
      '{\n  "a": {\n    "c": 2, // two\n    "b": 1\n    // last\n  }\n}',
      '{\n  "a": {\n    "c": 2 // two\n    // last\n  }\n}',
    ],
    ['{\n  "a": { // mine\n    "b": 1\n  }\n}', '{\n  "a": { // mine\n  }\n}'],
    ['{"a":{"b":1,"c":2,"b":3}}', '{"a":{"c":2}}'],
  ])('%j loses a member and no comment', (before, wanted) => {
    expect(after(before, (edited) => edited.remove(['a', 'b']))).toBe(wanted);
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

  it('is still one without a member, whatever comments and commas stood around it', () => {
    const between = fc.constantFrom('', ' ', '\n', '/* c */', '// c\n', '\r\n', ' // , }\n');
    const members = fc.shuffledSubarray(['"b":{"z":[1]}', '"x":1', '"y":2'], { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(between, { minLength: 8, maxLength: 8 }),
        members,
        fc.boolean(),
        (gaps, some, comma) => {
          const inner = some.map((member, at) => `${gaps[at]}${member}${gaps[at + 3]}`).join(',');
          const text = `{"a":{${inner}${comma ? ',' : ''}${gaps[6]}},"w":0}`;
          const changed = after(text, (edited) => edited.remove(['a', 'b']));
          const { b: _gone, ...left } = parse(`{${some.join(',')}}`) as Record<string, unknown>;
          const errors: ParseError[] = [];
          const read: unknown = parse(changed, errors, { allowTrailingComma: true });
          expect(errors).toEqual([]);
          expect({ a: {}, ...(read as object) }).toEqual({ a: left, w: 0 });
          expect(commentsIn(changed)).toBe(commentsIn(text));
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
