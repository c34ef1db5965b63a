import { stemmer } from 'stemmer';

import { fold, isAscii } from './fold.ts';
import { functionWords } from './function-words.ts';
import { Known } from './known.ts';

/** The most characters of one token; longer words (keys, hashes, base64) are left out. */
const longestToken = 64;

/** A run of letters, their marks and digits, with what an apostrophe joins to it; `C++` and `C#` keep what tells them from C. */
const word =
  /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:'[\p{L}]+)+|(?<=[a-z])(?:\+\+|#)(?![+\p{L}\p{N}]))?/gu;

/** The same in a text of ASCII letters alone, which is several times as fast. */
const asciiWord = /[a-z0-9]+(?:(?:'[a-z]+)+|(?<=[a-z])(?:\+\+|#)(?![+a-z0-9]))?/g;

/** What an English apostrophe joins to a word without being part of it. */
const joined = /'(?:s|re|ve|ll|d|m)$/;

/** Scripts written without spaces between words, and Korean, which joins particles to them. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const runs = new RegExp(`(?:${unspaced.source}\\p{M}*)+|(?:(?!${unspaced.source})[^])+`, 'gu');

/** No language has words of so many characters on average that this many tokens need more. */
const charactersPerToken = 16;

/**
 * The tokens of a text, in order, at most `most`: folded, without function words, English words as Porter stems, scripts without
 * spaces as pairs of characters (and single ideographs). The same function reads memories and questions, so that both meet in one form.
 */
export function tokens(text: string, most = Infinity): string[] {
  const found: string[] = [];
  const folded = fold(text.slice(0, most * charactersPerToken));
  for (const raw of folded.match(isAscii(folded) ? asciiWord : word) ?? []) {
    if (found.length >= most) break;
    if (/[^\0-\u0e00]/.test(raw) && unspaced.test(raw)) pushRuns(found, raw, most);
    else pushWord(found, raw);
  }
  return found;
}

/** A word that mixes scripts: its runs with and without spaces between words. */
function pushRuns(found: string[], raw: string, most: number): void {
  for (const [run] of raw.slice(0, most).matchAll(runs)) {
    if (!unspaced.test(run)) pushWord(found, run);
    else for (const pair of pairs(run)) if (found.length < most) found.push(pair);
  }
}

function pushWord(found: string[], raw: string): void {
  if (raw.length > 2 * longestToken) return; // too long in any form, and nothing to be kept in mind
  const token = tokenOf(raw);
  if (token !== '') found.push(token);
}

/** Some 40,000 words; few texts have as many. */
const wordCharacters = 400_000;

const knownTokens = new Known<string>(wordCharacters);

/** The token of a word; empty for one that is left out. */
const tokenOf = (raw: string): string =>
  knownTokens.get(raw, (known) => {
    const plain = known
      .replace(joined, '')
      .replace("'", '')
      .replace('++', 'plusplus')
      .replace('#', 'sharp');
    return plain.length > longestToken || functionWords.has(plain) ? '' : stemOf(plain);
  });

/** Pairs of neighbouring characters, and ideographs alone: one of them is often a word. */
function pairs(run: string): readonly string[] {
  const characters = run.match(/\P{M}\p{M}*/gu) ?? [];
  if (characters.length === 1) return characters;
  return characters.flatMap((character, index) => {
    const next = characters[index + 1];
    const alone = /\p{Script=Han}/u.test(character) ? [character] : [];
    return next === undefined ? alone : [...alone, character + next];
  });
}

const knownStems = new Known<string>(wordCharacters);

/** The Porter stem of an English word; other words stay as they are. */
export const stem = (plain: string): string => knownStems.get(plain, stemOf);

const stemOf = (plain: string): string => (/^[a-z]+$/.test(plain) ? stemmer(plain) : plain);
