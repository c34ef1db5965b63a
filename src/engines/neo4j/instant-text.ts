const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)(?:\[UTC\]|\[Z\])?$/;

/** A time in UTC as the server writes it, as instants are: three fractional digits, or six when the microseconds are not a whole millisecond. */
export function instantText(text: string): string {
  const match = pattern.exec(text);
  if (match === null) return text;
  const microseconds = (match[2] ?? '').padEnd(6, '0').slice(0, 6);
  return `${match[1]}.${microseconds.endsWith('000') ? microseconds.slice(0, 3) : microseconds}Z`;
}
