import type { ParsedComponents } from 'chrono-node';
import { casual } from 'chrono-node/en';

import type { Instant } from '../model/instant.ts';
import { stem } from './tokens.ts';

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** The terms of months and weekdays, which come and go by the calendar. */
export const calendarTerms: ReadonlySet<string> = new Set([...months, ...weekdays].map(stem));

/** The name of the weekday of an instant, in UTC. */
export const weekdayOf = (instant: Instant): string => {
  const name = weekdays[new Date(instant).getUTCDay()] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

/** The words by which people name the day of an instant, in UTC: `8 may 2023 monday`. */
export function dateWords(instant: Instant): string {
  const date = new Date(instant);
  const weekday = weekdays[date.getUTCDay()] ?? '';
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()} ${weekday}`;
}

/** A text without any of these names no day relative to its own; reading dates costs more than all other analysis. */
const mayBeRelative =
  /\b(?:yesterday|today|tonight|tomorrow|last|next|ago|this (?:week|month|year|morning|weekend)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i;

/** Of a long text only the beginning is read for dates. */
const readCharacters = 2_000;

/**
 * The days that a text names relative to when it was said (`yesterday`, `last May`), as words; only what is certain: a month that
 * was named gives no day. Dates that are written out are words of the text already.
 */
export function relativeDateWords(text: string, said: Instant): string {
  const begun = text.slice(0, readCharacters);
  if (!mayBeRelative.test(begun)) return '';
  return casual
    .parse(begun, { instant: new Date(said), timezone: 0 })
    .map(({ start }) => certainWords(start))
    .join(' ');
}

function certainWords(date: ParsedComponents): string {
  const day = date.get('day');
  const month = months[(date.get('month') ?? 0) - 1];
  const year = date.get('year');
  const knowsDay = date.isCertain('day') || date.isCertain('weekday');
  const knowsMonth = knowsDay || date.isCertain('month');
  return [knowsDay ? day : '', knowsMonth ? month : '', year ?? ''].join(' ').trim();
}
