import type { Component, ParsedResult } from 'chrono-node';
import { casual } from 'chrono-node/en';

import type { Instant } from '../model/instant.ts';
import { dateWords } from './date-words.ts';

/** A time that a question names, and how it was read. */
export interface Period {
  /** The words of the question: `last March`. */
  readonly text: string;
  readonly since: Instant;
  /** The first instant after it. */
  readonly until: Instant;
}

/** A question without any of these names no time. */
const mayNameTime =
  /\d|\b(?:yesterday|today|tonight|tomorrow|last|next|this|past|ago|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december)\b/i;

/** A month alone may be a name or another word ("May I", "march on"); after one of these, or with one, it is a time. */
const certain =
  /\d|\b(?:yesterday|today|tonight|tomorrow|last|next|this|past|ago|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i;
const timely = /\b(?:in|since|during|of|until|before|after|last|this|next)\s+$/i;

/** A year alone, which chrono does not read. */
const yearAlone = /\b(?:in|since|during|of|throughout)\s+((?:19|20)\d{2})\b(?![-/.:]\d)/i;

/** The first time that a question names in words, read in UTC against `now`; undefined when it names none. */
export function periodIn(question: string, now: Instant): Period | undefined {
  if (!mayNameTime.test(question)) return undefined;
  const reference = { instant: new Date(now), timezone: 0 };
  const named = casual.parse(question, reference).find((result) => isTime(question, result));
  if (named !== undefined) return periodOf(named, question, new Date(now));
  const year = Number(yearAlone.exec(question)?.[1]);
  return Number.isNaN(year)
    ? undefined
    : between(String(year), Date.UTC(year, 0), Date.UTC(year + 1, 0));
}

const isTime = (question: string, { text, index, start }: ParsedResult): boolean =>
  ['day', 'weekday', 'month', 'year'].some((part) => start.isCertain(part as Component)) &&
  (certain.test(text) || timely.test(question.slice(0, index)));

const day = 24 * 60 * 60 * 1000;

const dayOf = (date: Date): number =>
  Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());

const mondayOf = (date: Date): number => dayOf(date) - ((date.getUTCDay() + 6) % 7) * day;

const between = (text: string, since: number, until: number): Period => ({
  text,
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
});

type Span = readonly [since: number, until: number];

/** What a unit in the words of a time makes of the day that chrono reads them as; the first that matches counts. */
const units: readonly (readonly [RegExp, (read: Date, now: Date) => Span])[] = [
  [/\bpast\b/i, (read, now) => [dayOf(read), dayOf(now) + day]],
  [/\bweek before\b/i, (read) => [dayOf(read), dayOf(read) + 7 * day]],
  [/\bweekend\b/i, (read) => [mondayOf(read) + 5 * day, mondayOf(read) + 7 * day]],
  [/\bweeks?\b/i, (read) => [mondayOf(read), mondayOf(read) + 7 * day]],
  [/\bmonths?\b/i, (read) => monthOf(read)],
  [/\byears?\b/i, (read) => yearOf(read)],
];

const monthOf = (date: Date): Span => [
  Date.UTC(date.getUTCFullYear(), date.getUTCMonth()),
  Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1),
];

const yearOf = (date: Date): Span => [
  Date.UTC(date.getUTCFullYear(), 0),
  Date.UTC(date.getUTCFullYear() + 1, 0),
];

function periodOf(result: ParsedResult, question: string, now: Date): Period {
  const { text, index, start, end } = result;
  const first = start.date();
  const last = end?.date();
  if (last !== undefined) return between(text, dayOf(first), dayOf(last) + day);
  const unit = units.find(([words]) => words.test(text));
  if (unit !== undefined) return between(text, ...unit[1](first, now));
  const before = /\blast\s+$/i.exec(question.slice(0, index))?.[0] ?? '';
  const meant = latestBegun(result, now);
  if (isDay(result)) return between(text, dayOf(meant), dayOf(meant) + day);
  return between(
    `${before}${text}`,
    ...(start.isCertain('month') ? monthOf(meant) : yearOf(meant)),
  );
}

const isDay = ({ start }: ParsedResult): boolean =>
  start.isCertain('day') || start.isCertain('weekday');

/** Of a date without a year, or a weekday, chrono takes the nearest; a question about what was means the latest that has begun. */
function latestBegun({ text, start }: ParsedResult, now: Date): Date {
  const read = start.date();
  if (read <= now || start.isCertain('year') || /\b(?:next|this)\b/i.test(text)) return read;
  if (!start.isCertain('month') && start.isCertain('weekday'))
    return new Date(read.getTime() - 7 * day);
  return new Date(Date.UTC(read.getUTCFullYear() - 1, read.getUTCMonth(), read.getUTCDate()));
}

/** The words by which memories of a period are found: its day, month and year, as far as it lies within one of each. */
export function periodWords({ since, until }: Period): string {
  const [dayOfMonth = '', month = '', year = '', weekday = ''] = dateWords(since).split(' ');
  const last = new Date(Date.parse(until) - 1).toISOString();
  if (last.slice(0, 4) !== since.slice(0, 4)) return '';
  if (last.slice(0, 7) !== since.slice(0, 7)) return year;
  return last.slice(0, 10) === since.slice(0, 10)
    ? [dayOfMonth, month, year, weekday].join(' ')
    : `${month} ${year}`;
}
