import { expect, it } from 'vitest';

import { candidate } from '../../test/support/candidates.ts';
import { loadWordVectors } from '../vectors/word-vectors.ts';
import { Meaning } from './meaning.ts';
import { readQuestion } from './question.ts';
import { SubjectReader } from './subject.ts';

/** More than are looked for one by one, and each tells less than `physician`. */
const common =
  'time year day way man thing woman life child world school state family student group country problem hand part place case week ' +
  'company system program question work night point home water room mother area money story fact month lot right study book eye ' +
  'job word business issue side kind head house service friend father power hour game line end member law car city community name ' +
  'president team minute idea kid body information back parent face level office door health person art war history party result';

async function nearestWords(text: string, content: string): Promise<number> {
  const question = readQuestion(text, '2026-11-30T12:00:00.000Z');
  const subject = new SubjectReader(question).read(candidate({ content }));
  const meaning = new Meaning(question, await loadWordVectors());
  meaning.compare(subject);
  return meaning.nearestWords(subject) ?? 0;
}

it('is near where a memory has other words for the same', async () => {
  const near = await nearestWords('Which physician came?', 'The doctor was here');
  expect(near).toBeGreaterThan(0.3);
  expect(near).toBeGreaterThan(await nearestWords('Which physician came?', 'The bread was here'));
});

it('looks for the words of a pasted text that tell most', async () => {
  const pasted = `${common} physician`;
  expect(await nearestWords(pasted, 'The doctor was here')).toBeGreaterThan(
    await nearestWords(pasted, 'The bread was here'),
  );
});
