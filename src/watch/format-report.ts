import {
  type CallSite,
  type Finding,
  nothingUsed,
  type Place,
  type Usage,
  type WatchReport,
} from './watch-report.ts';

export interface FormatOptions {
  /** How many functions are listed among the call sites. @default 20 */
  readonly callSites?: number;
  /** How many findings are listed. @default 10 */
  readonly findings?: number;
}

const wide = 98;

/** Writes a report as lines of text, at most about 100 columns wide. */
export function formatReport(report: WatchReport, options: FormatOptions = {}): string {
  const { callSites = 20, findings = 10 } = options;
  const { latencyMs, waitedMs } = report;
  return [
    `${usageText(report)}: ${ms(waitedMs)} of waiting at ${ms(latencyMs)} each`,
    '',
    ...findingLines(report.findings, findings),
    '',
    ...siteLines(report.callSites, callSites),
    '',
  ].join('\n');
}

function usageText({ sessions, transactions, statements, roundTrips }: Usage): string {
  const counted = { session: sessions, transaction: transactions, statement: statements };
  const parts = Object.entries({ ...counted, 'round trip': roundTrips });
  return parts.map(([noun, count]) => `${count} ${noun}${count === 1 ? '' : 's'}`).join(', ');
}

function findingLines(findings: readonly Finding[], atMost: number): readonly string[] {
  if (findings.length === 0) return ['Nothing to gain was found'];
  return [
    'Most to gain',
    ...findings
      .slice(0, atMost)
      .flatMap((finding) => [
        `${finding.priority} ${finding.advice.padEnd(8)} ${placeText(finding.place)}`,
        ...wrapped(finding.sentence),
        ...wrapped(gainText(finding)),
        ...openedLines(finding),
      ]),
    ...rest(findings.length - atMost, 'finding'),
  ];
}

/** Where a function opened its sessions. */
function openedLines({ advice, lines }: Finding): readonly string[] {
  if (advice !== 'reuse') return [];
  const places = lines.map(({ line, function: name }) => `${name}:${line}`);
  return wrapped(`opened in ${places.join(', ')}`);
}

function gainText({ advice, now, after, savedRoundTrips, savedMs }: Finding): string {
  if (advice === 'close') {
    return now.transactions > 0
      ? 'it holds a connection and its locks until the server gives up'
      : 'it holds a connection while a result is not read to its end';
  }
  const sessions =
    now.sessions > after.sessions ? `${now.sessions} → ${after.sessions} sessions, ` : '';
  const saved = savedRoundTrips === 0 ? '' : `, saves ${savedRoundTrips} (${ms(savedMs)})`;
  return `${sessions}${now.roundTrips} → ${after.roundTrips} round trips${saved}`;
}

const columns = ['sessions', 'transactions', 'statements', 'round trips'] as const;

interface Row {
  readonly place: string;
  readonly lines: readonly number[];
  readonly used: Usage;
}

/** The lines of one function together: a session and its statements seldom stand in one line. */
function siteLines(sites: readonly CallSite[], atMost: number): readonly string[] {
  const rows = new Map<string, Row>();
  for (const site of sites) {
    const place = `${site.function}  ${site.file}`;
    const { lines = [], used = nothingUsed } = rows.get(place) ?? {};
    rows.set(place, { place, lines: [...lines, site.line], used: sum(used, site) });
  }
  const shown = [...rows.values()].toSorted(mostFirst).slice(0, atMost);
  const width = Math.max(10, ...shown.map((row) => rowPlace(row).length));
  const line = (place: string, cells: readonly (string | number)[]): string =>
    `${place.padEnd(width)}${cells.map((cell, index) => `  ${String(cell).padStart(columns[index]?.length ?? 0)}`).join('')}`;
  return [
    line('Call sites', columns),
    ...shown.map((row) => {
      const { sessions, transactions, statements, roundTrips } = row.used;
      return line(rowPlace(row), [sessions, transactions, statements, roundTrips]);
    }),
    ...rest(rows.size - atMost, 'function'),
  ];
}

const mostFirst = (one: Row, other: Row): number =>
  other.used.roundTrips - one.used.roundTrips || other.used.sessions - one.used.sessions;

/** The first lines of a function; a line of 0 stands for places that are not told apart. */
function rowPlace({ place, lines }: Row): string {
  const known = lines.filter((line) => line > 0).toSorted((one, other) => one - other);
  if (known.length === 0) return place;
  return `${place}:${known.slice(0, 4).join(', ')}${known.length > 4 ? ', …' : ''}`;
}

const sum = (one: Usage, other: Usage): Usage => ({
  sessions: one.sessions + other.sessions,
  transactions: one.transactions + other.transactions,
  statements: one.statements + other.statements,
  roundTrips: one.roundTrips + other.roundTrips,
});

const rest = (count: number, noun: string): readonly string[] =>
  count > 0 ? [`and ${count} more ${noun}${count === 1 ? '' : 's'}`] : [];

const placeText = ({ file, line, function: name }: Place): string =>
  line > 0 ? `${name}  ${file}:${line}` : `${name}  ${file}`;

/** Lines under a finding, indented like its place. */
function wrapped(text: string): readonly string[] {
  const indent = ' '.repeat(12);
  const lines: string[] = [];
  let line = indent.trimEnd();
  for (const word of text.split(' ')) {
    const longer = line.trim() === '' ? `${indent}${word}` : `${line} ${word}`;
    if (longer.length > wide && line.trim() !== '') {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

const ms = (value: number): string => `${Number(value.toFixed(1))} ms`;
