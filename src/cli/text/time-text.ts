/** A stored time as a day, with its time of day (UTC) only where that is told apart from midnight. */
export function day(instant: string): string {
  return instant.slice(0, 10);
}

/** A stored time to the minute, in UTC; midnight is a bare day. */
export function minute(instant: string): string {
  const time = instant.slice(11, 16);
  return time === '00:00' ? day(instant) : `${day(instant)} ${time}`;
}
