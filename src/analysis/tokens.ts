import { stemmer } from 'stemmer';

import { fold } from './fold.ts';
import { functionWords } from './function-words.ts';

/** The most characters of one token; longer words (keys, hashes, base64) are left out. */
const longestToken = 64;

/** A run of letters, their marks and digits, with what an apostrophe joins to it; `C++` and `C#` keep what tells them from C. */
const word =
  /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:'[\p{L}]+)+|(?<=[a-z])(?:\+\+|#)(?![+\p{L}\p{N}]))?/gu;

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
  for (const [raw] of fold(text.slice(0, most * charactersPerToken)).matchAll(word)) {
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
  const plain = raw
    .replace(joined, '')
    .replace("'", '')
    .replace('++', 'plusplus')
    .replace('#', 'sharp');
  if (plain.length <= longestToken && !functionWords.has(plain)) found.push(stem(plain));
}

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

const knownStems = new Map<string, string>();
const mostKnownStems = 50_000;

/** The Porter stem of an English word; other words stay as they are. */
export function stem(plain: string): string {
  const known = knownStems.get(plain);
  if (known !== undefined) return known;
  const made = /^[a-z]+$/.test(plain) ? stemmer(plain) : plain;
  if (knownStems.size >= mostKnownStems) knownStems.clear();
  knownStems.set(plain, made);
  return made;
}
