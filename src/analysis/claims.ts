import type { Component, ParsedResult } from 'chrono-node';
import { casual } from 'chrono-node/en';

import type { Instant } from '../model/instant.ts';
import { fold } from './fold.ts';
import { stem, tokens } from './tokens.ts';

/**
 * What a sentence states of a subject in the present: "The demo is on 4 May". Two claims with one `key` differ in nothing but their
 * value. English, and few forms only: what cannot be read for certain is no claim.
 */
export interface Claim {
  readonly sentence: string;
  readonly key: string;
  readonly value: ClaimValue;
}

export type ClaimValue =
  | { readonly slot: 'number'; readonly number: number; readonly text: string }
  | { readonly slot: 'place'; readonly place: string; readonly text: string }
  | { readonly slot: 'negation'; readonly isNegated: boolean }
  | DateValue;

export interface DateValue {
  readonly slot: 'date';
  /** What is said of the date for certain: day, month, year, weekday, hour, minute. */
  readonly parts: Readonly<Partial<Record<DatePart, number>>>;
  /** When it is, in milliseconds, where a day and a month are said. */
  readonly at?: number;
  readonly text: string;
}

const dateParts = ['year', 'month', 'day', 'weekday', 'hour', 'minute'] as const;
type DatePart = (typeof dateParts)[number];

export interface Said {
  readonly at: Instant;
  readonly speaker?: string;
}

const mostSentences = 8;
const longestSentence = 240;

/** What makes a sentence a guess, a condition, an event, a habit, a comparison, or true for a while only. */
const unsure = new RegExp(
  `[?]|\\b(?:${[
    'if unless whether might maybe perhaps could would should possibly probably or either until when whenever while except',
    'sometimes usually often always every each about around roughly approximately least most than over under nearly almost up',
    'ago yesterday today tomorrow tonight this last next again another also too yet so far already both only just',
    'was were did had being no nor neither none nothing nobody without',
    'he she they it his her hers their its these those that which who age aged left done complete finished',
  ]
    .join(' ')
    .replaceAll(' ', '|')})\\b`,
);

/** The month has a capital; "30 years old" is true for a year. */
const modal = /\bmay\b|\b(?:year|month|week|day)s?[ -]old\b/;

/** Who is meant depends on who speaks. */
const spoken = /\b(?:i|me|my|mine|we|us|our|ours|you|your|yours)\b/;

/** Words that change nothing. */
const idle = /\b(?:now|currently|still|actually|really)\b/gi;

/** The claims of a text; of a long one only those at its beginning are read. */
export function claimsIn(text: string, said: Said): readonly Claim[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/, mostSentences)
    .flatMap((sentence) => (sentence.length > longestSentence ? [] : claimsOf(sentence, said)));
}

function claimsOf(written: string, { at, speaker }: Said): readonly Claim[] {
  const plain = written
    .replaceAll('’', "'")
    .replaceAll(/\bno longer\b/gi, 'not')
    .replaceAll(/\bwon't\b/gi, 'will not')
    .replaceAll(/\b(?:can't|cannot)\b/gi, 'can not')
    .replaceAll(/n't\b/gi, ' not')
    .replaceAll(idle, ' ');
  const lower = fold(plain);
  if (unsure.test(lower) || modal.test(plain)) return [];
  const isSpoken = spoken.test(lower);
  if (isSpoken && speaker === undefined) return [];
  const who = isSpoken ? fold(speaker ?? '') : '';
  const claims = [...negationClaims(plain), ...valueClaims(plain, at)];
  return claims.map(({ key, value }) => ({
    sentence: written.trim(),
    key: `${value.slot}|${who}|${key}`,
    value,
  }));
}

type Keyed = Pick<Claim, 'key' | 'value'>;

/** Words in order, as stems; articles, forms of `be` and `do` tell nothing apart. */
const keyOf = (text: string): string =>
  (fold(text).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}.]*(?<!\.)/gu) ?? [])
    .filter((word) => !/^(?:an?|the|is|are|am|be|do|does|s|will)$/.test(word))
    .map(stem)
    .join(' ');

const negation = /\b(?:not|never)\b/gi;
/** Only what is denied of the present; "has not arrived" changes by the day. */
const denied = /\b(?:is|are|am|do|does|can|will|must) not\b|\bnever\b/i;
const perfect = /\b(?:has|have) (?:not|never)\b/i;
const past = /\b\w+ed\b/i;
const forms = /\b(?:is|are|am|be)\b/i;

function negationClaims(sentence: string): readonly Keyed[] {
  const count = (sentence.match(negation) ?? []).length;
  const isNegated = count > 0;
  if (count > 1 || (isNegated && (!denied.test(sentence) || perfect.test(sentence)))) return [];
  if (!isNegated && past.test(sentence) && !forms.test(sentence)) return [];
  const affirmed = sentence.replaceAll(negation, '');
  if (tokens(affirmed).length < 2) return [];
  return [{ key: keyOf(affirmed), value: { slot: 'negation', isNegated } }];
}

const ofNumbers =
  'costs charges weighs seats holds measures needs requires contains employs lasts allows takes has have';
const ofPlaces = 'lives works sits stays';
const ofDates = 'starts begins opens closes ends expires launches';
const verbs = (list: string): RegExp => new RegExp(`^(?:${list.replaceAll(' ', '|')})$`);
const allows = {
  number: verbs(`is are ${ofNumbers} will`),
  place: verbs(`is are am ${ofPlaces} live work`),
  date: verbs(`is are ${ofDates} will has`),
} as const;

const verb = new RegExp(
  `\\b(?:is|are|am|will|${[ofNumbers, ofPlaces, ofDates].join(' ').replaceAll(' ', '|')}|(?<=\\b(?:I|[Ww]e) )(?:live|work|need|take))\\b`,
);

/** The only other words that may stand beside a date, a place: "is interested in Jazz" tells no place. */
const besideDate =
  /^(?:on|at|in|from|by|until|be|due|set|for|planned|scheduled|moved|booked|fixed|held|ready|delivered|start|begin|end|take|place|launch|expire|the|been|of|to)$/;
const besidePlace = /^(?:in|at|near|from|the|based|located|situated|stored|held|kept|be|born)$/;

/** The subject stands before the first verb of the present, the value behind it. */
function valueClaims(sentence: string, at: Instant): readonly Keyed[] {
  const found = verb.exec(sentence);
  if (found === null || new RegExp(negation.source, 'i').test(sentence)) return [];
  const subject = sentence.slice(0, found.index);
  const isSpeaker = /^\s*(?:i|we)\s*$/i.test(subject);
  if (!isSpeaker && tokens(subject).length === 0) return [];
  const rest = sentence.slice(found.index + found[0].length);
  const { values, frame } = takeValues(rest, at);
  return values.flatMap((value) => {
    const others = values.filter((other) => other.slot !== value.slot);
    if (others.length !== values.length - 1 || !isAllowed(value, found[0], frame)) return [];
    const fixed = others.map((other) => fold('text' in other ? other.text : '')).join(',');
    return [{ key: `${keyOf(subject)}|${stem(found[0])}|${keyOf(frame)}|${fixed}`, value }];
  });
}

function isAllowed({ slot }: ClaimValue, found: string, frame: string): boolean {
  if (slot === 'negation' || !allows[slot].test(found)) return false;
  const words: readonly string[] = fold(frame).match(/[\p{L}\p{N}]+/gu) ?? [];
  if (slot === 'number') return !words.includes('been');
  const beside = slot === 'date' ? besideDate : besidePlace;
  return words.every((word) => beside.test(word));
}

const mayHoldDate =
  /\d[:/.-]\d|\b\d{1,2} ?(?:am|pm)\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/i;
const placeName =
  /\b(?:in|at|near|from)\s+(?:the\s+)?(?<name>\p{Lu}[\p{L}\p{M}'-]*(?:\s+\p{Lu}[\p{L}\p{M}'-]*)*)/u;
const plainNumber =
  /(?<![\p{L}\d.,:/#-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\p{L}\d]|[.,:/-]\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/giu;
const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(
  ' ',
);

/** The values of a predicate, and the words that are left of it. */
function takeValues(rest: string, at: Instant): { values: readonly ClaimValue[]; frame: string } {
  const values: ClaimValue[] = [];
  let frame = rest;
  const dates = mayHoldDate.test(rest)
    ? casual.parse(rest, { instant: new Date(at), timezone: 0 }, { forwardDate: true })
    : [];
  for (const result of dates) {
    frame = frame.replace(result.text, ' ');
    values.push(dateValue(result));
  }
  const place = placeName.exec(frame)?.groups?.['name'];
  if (place !== undefined) {
    frame = frame.replace(place, ' ');
    values.push({ slot: 'place', place: fold(place), text: place });
  }
  for (const [text] of frame.matchAll(plainNumber))
    values.push({ slot: 'number', number: numberOf(text), text });
  return { values, frame: frame.replaceAll(plainNumber, ' ') };
}

function numberOf(text: string): number {
  const word = numberWords.indexOf(text.toLowerCase());
  return word === -1 ? Number(text.replaceAll(',', '')) : word;
}

function dateValue({ text, start }: ParsedResult): DateValue {
  const parts = Object.fromEntries(
    dateParts.flatMap((part) =>
      start.isCertain(part as Component) ? [[part, start.get(part)]] : [],
    ),
  );
  const hasDay = start.isCertain('day') && start.isCertain('month');
  return { slot: 'date', parts, text, ...(hasDay ? { at: start.date().getTime() } : {}) };
}

/** Tells whether two values of one attribute cannot both hold. */
export function differ(a: ClaimValue, b: ClaimValue): boolean {
  if (a.slot === 'negation') return b.slot === 'negation' && a.isNegated !== b.isNegated;
  if (a.slot === 'number') return b.slot === 'number' && a.number !== b.number;
  if (a.slot === 'place') return b.slot === 'place' && placesDiffer(a.place, b.place);
  return b.slot === 'date' && datesDiffer(a, b);
}

/** One of the two says something else of what both say; "4 May" and "4 May 2026" agree, and each weekday may have hours of its own. */
function datesDiffer({ parts: a }: DateValue, { parts: b }: DateValue): boolean {
  const unlike = dateParts.filter((part) => {
    const [one, other] = [a[part], b[part]];
    return one !== undefined && other !== undefined && one !== other;
  });
  const areHours = unlike.includes('weekday') && a.hour !== undefined && b.hour !== undefined;
  return unlike.length > 0 && !areHours;
}

/** "Berlin" lies in "Germany", and "Porto Airport" in "Porto". */
const placesDiffer = (a: string, b: string): boolean =>
  !a.includes(b) && !b.includes(a) && isCountry(a) === isCountry(b);

let countries: ReadonlySet<string> | undefined;

function isCountry(place: string): boolean {
  countries ??= new Set(countryNames());
  return countries.has(place);
}

/** Every name of a region that has a code of two letters. */
function countryNames(): readonly string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
  return [...codes.flatMap((code) => names.of(code) ?? []).map(fold), 'usa', 'uk', 'europe'];
}
