import { expect, it } from 'vitest';
import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { memoryInput } from './memory-fields.ts';
import { parseInput } from './parse-input.ts';

function refusalOf(schema: z.ZodType, input: unknown): InvalidInputError {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  return expect.unreachable('the input was accepted');
}

const sentenceOf = (input: unknown): string => refusalOf(memoryInput, input).message;

it('says what is missing', () => {
  expect(sentenceOf({})).toMatchInlineSnapshot(
    `"Expected \`content\`, which is missing, to be a text"`,
  );
});

it('says what was expected and what it got', () => {
  expect(sentenceOf({ content: 42 })).toMatchInlineSnapshot(
    `"Expected \`content\` to be a text, got 42"`,
  );
  expect(sentenceOf({ content: '  ' })).toMatchInlineSnapshot(
    `"Expected \`content\` to be text that is not empty, got "  ""`,
  );
  expect(sentenceOf({ content: 'x', kind: 'Decision' })).toMatchInlineSnapshot(
    `"Expected \`kind\` to be one of "note", "decision", "commitment", "pattern", got "Decision""`,
  );
  expect(sentenceOf({ content: 'x', confidence: 1.5 })).toMatchInlineSnapshot(
    `"Expected \`confidence\` to be at most 1, got 1.5"`,
  );
  expect(sentenceOf({ content: 'x', id: 'two words' })).toMatchInlineSnapshot(
    `"Expected \`id\` to be an id of visible characters without spaces, got "two words""`,
  );
  expect(sentenceOf({ content: 'x', id: 'entity_1' })).toMatchInlineSnapshot(
    `"Expected \`id\` to be an id that does not begin with entity_, pattern_ or knowledge_, which are made from names, got "entity_1""`,
  );
  expect(sentenceOf({ content: 'x', entities: 'Ann' })).toMatchInlineSnapshot(
    `"Expected \`entities\` to be a list, got "Ann""`,
  );
  expect(sentenceOf({ content: 'x', entities: ['Ann', 7] })).toMatchInlineSnapshot(
    `"Expected \`entities[1]\` to be a text or an object, got 7"`,
  );
  expect(sentenceOf(null)).toMatchInlineSnapshot(`"Expected the input to be an object, got null"`);
});

it('names the field inside lists and unions', () => {
  const refusal = refusalOf(memoryInput, {
    content: 'x',
    entities: ['Ann', { name: 'Bo', aliases: [7] }],
  });
  expect(refusal.field).toBe('entities[1].aliases[0]');
  expect(refusal.message).toMatchInlineSnapshot(
    `"Expected \`entities[1].aliases[0]\` to be a text, got 7"`,
  );
  expect(
    sentenceOf({ content: 'x', links: [{ type: 'leads to', to: 'a' }] }),
  ).toMatchInlineSnapshot(
    `"Expected \`links[0].type\` to be a link type in UPPER_SNAKE_CASE, such as LEADS_TO, got "leads to""`,
  );
  expect(sentenceOf({ content: 'x', links: [{ type: 'LEADS_TO' }] })).toMatchInlineSnapshot(
    `"Expected \`links[0].to\`, which is missing, to be a text"`,
  );
});

it('refuses unknown fields by name', () => {
  expect(sentenceOf({ content: 'x', entity: 'Ann' })).toMatchInlineSnapshot(
    `"\`entity\` is not known here; leave it out or correct its name"`,
  );
  expect(
    sentenceOf({ content: 'x', entities: [{ name: 'Ann', kind: 'person' }] }),
  ).toMatchInlineSnapshot(
    `"\`entities[0].kind\` is not known here; leave it out or correct its name"`,
  );
});

it('refuses a field of another kind and says where it belongs', () => {
  expect(sentenceOf({ content: 'x', dueAt: '2026-03-01' })).toMatchInlineSnapshot(
    `"Expected \`dueAt\` to be left out for the kind note (it goes with commitment), got "2026-03-01""`,
  );
  expect(sentenceOf({ content: 'x', kind: 'pattern', supersedes: ['a'] })).toMatchInlineSnapshot(
    `"Expected \`supersedes\` to be left out for the kind pattern (it goes with decision, note, commitment), got ["a"]"`,
  );
});

it('tells times that cannot be used apart', () => {
  expect(sentenceOf({ content: 'x', occurredAt: '2026-03-01T09:00' })).toMatchInlineSnapshot(
    `"Expected \`occurredAt\` to be a time with its zone, such as 2026-03-01T09:00:00Z or …+02:00, got "2026-03-01T09:00""`,
  );
  expect(sentenceOf({ content: 'x', occurredAt: '2026-02-30' })).toMatchInlineSnapshot(
    `"Expected \`occurredAt\` to be a day and time that exist, got "2026-02-30""`,
  );
  expect(sentenceOf({ content: 'x', occurredAt: 'tomorrow' })).toMatchInlineSnapshot(
    `"Expected \`occurredAt\` to be an ISO 8601 time such as 2026-03-01T09:00:00Z or 2026-03-01, got "tomorrow""`,
  );
  expect(sentenceOf({ content: 'x', occurredAt: new Date('no') })).toMatchInlineSnapshot(
    `"Expected \`occurredAt\` to be a text or a Date, got the Date Invalid Date"`,
  );
});

it('tells what cannot be stored exactly apart', () => {
  expect(sentenceOf({ content: 'half \uD83D' })).toMatchInlineSnapshot(
    `"Expected \`content\` to be text without a lone surrogate (half of a character); re-encode it as UTF-8, got "half \\ud83d""`,
  );
  expect(sentenceOf({ content: 'a\0b' })).toMatchInlineSnapshot(
    `"Expected \`content\` to be text without a NUL character; leave it out, got "a\\u0000b""`,
  );
});

it('shows long and strange values shortly, in one line', () => {
  expect(sentenceOf({ content: 'x', id: `a\n${'b'.repeat(300)}` })).toMatchInlineSnapshot(
    `"Expected \`id\` to be an id of visible characters without spaces, got "a\\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb… (302 characters)"`,
  );
  expect(sentenceOf({ content: 10n })).toMatchInlineSnapshot(
    `"Expected \`content\` to be a text, got a bigint"`,
  );
});

it('refuses what contains itself, and what is nested very deep', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(refusalOf(z.string(), { circle }).message).toMatchInlineSnapshot(
    `"Expected the input to be nested at most 100 deep, got one that is deeper or contains itself"`,
  );
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(refusalOf(z.string(), deep).message).toMatchInlineSnapshot(
    `"Expected the input to be nested at most 100 deep, got one that is deeper or contains itself"`,
  );
});

it('takes an option that is undefined as one that was not given', () => {
  expect(
    parseInput(memoryInput, {
      content: 'x',
      id: undefined,
      entities: [{ name: 'Ann', type: undefined }],
    }),
  ).toEqual({ content: 'x', kind: 'note', entities: [{ name: 'Ann' }] });
});
