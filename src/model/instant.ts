/** A moment as ISO 8601 in UTC: three fractional digits, or six in `createdAt`. Strings of one kind sort as the moments do. */
export type Instant = string;

const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Why a text is not an instant; undefined when it is one. */
export function instantProblem(value: string | Date): string | undefined {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'a valid Date' : yearProblem(value);
  const match = pattern.exec(value);
  if (match === null) return 'an ISO 8601 time such as 2026-03-01T09:00:00Z or 2026-03-01';
  if (match[2] !== undefined && match[4 + 1] === undefined)
    return 'a time with its zone, such as 2026-03-01T09:00:00Z or …+02:00';
  const date = toDate(match);
  if (Number.isNaN(date.getTime()) || !isCalendarDay(match[1] ?? ''))
    return 'a day and time that exist';
  return yearProblem(date);
}

/** Turns a Date or an ISO 8601 text into an instant, cut to milliseconds; a bare date is midnight UTC. Check with `instantProblem` first. */
export function toInstant(value: string | Date): Instant {
  if (value instanceof Date) return value.toISOString();
  const match = pattern.exec(value);
  if (match === null) throw new RangeError(`Not an instant: ${value}`);
  return toDate(match).toISOString();
}

function toDate([
  ,
  day = '',
  time = '00:00',
  seconds = '00',
  fraction = '',
  zone = 'Z',
]: readonly string[]): Date {
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  return new Date(`${day}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
}

/** JavaScript rolls 30 February over into March; here it is a mistake. */
function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function yearProblem(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? undefined : 'a time between the years 1 and 9999';
}

let lastMicroseconds = 0;

/** The time of storing: now, with microseconds that make it strictly later than every one before it in this process. */
export function nextCreatedAt(): Instant {
  // Never a whole millisecond, so that every createdAt has six digits and all of them sort as text.
  const now = Date.now() * 1000 + 1;
  lastMicroseconds = Math.max(now, lastMicroseconds + 1);
  if (lastMicroseconds % 1000 === 0) lastMicroseconds += 1;
  const milliseconds = new Date(Math.floor(lastMicroseconds / 1000)).toISOString().slice(0, -1);
  return `${milliseconds}${String(lastMicroseconds % 1000).padStart(3, '0')}Z`;
}

/** The time of storing as every other instant is written: to the millisecond. */
export const toMilliseconds = (createdAt: Instant): Instant => `${createdAt.slice(0, -4)}Z`;
