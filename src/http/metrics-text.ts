import type { Histogram } from '../engine/metrics.ts';
import type { Metrics } from '../operations/adapter.ts';
import type { RequestMetrics } from './request-metrics.ts';
import type { Durations, Sample } from './samples.ts';

/** Writes metrics in the text format of Prometheus; nothing of it tells what is stored. */
export function metricsText(memory: Metrics, requests: RequestMetrics): string {
  const { transactions, retries, groups, connections, contexts } = memory;
  return [
    counter('database_sessions_total', 'Database sessions that were opened', [
      [{}, memory.sessions],
    ]),
    counter('transactions_total', 'Transactions by how they ended', [
      [{ outcome: 'committed' }, transactions.committed],
      [{ outcome: 'rolled_back' }, transactions.rolledBack],
      [{ outcome: 'failed' }, transactions.failed],
    ]),
    counter('statements_total', 'Statements that were sent', [[{}, memory.statements]]),
    counter('round_trips_total', 'Waits for an answer of the database', [[{}, memory.roundTrips]]),
    counter(
      'retries_total',
      "Statements that were sent again, by the database's code",
      Object.entries(retries.byCause).map(([cause, count]) => [{ cause }, count]),
    ),
    histogram(
      'group_size',
      'Calls that shared a statement or transaction',
      cumulated(groups.size, 1),
    ),
    histogram('group_wait_seconds', 'How long a write waited', cumulated(groups.waitMs, 1000)),
    gauge('waiting_writes', 'Writes that wait now', [[{}, groups.waiting]]),
    counter('contexts_total', 'Session contexts by what became of them', [
      [{ event: 'opened' }, contexts.opened],
      [{ event: 'closed' }, contexts.closed],
      [{ event: 'leaked' }, contexts.leaked],
    ]),
    ...(connections === undefined
      ? []
      : [
          gauge('connections', 'Connections to the database', [
            [{ state: 'used' }, connections.inUse],
            ...(connections.idle === undefined
              ? []
              : [[{ state: 'idle' }, connections.idle] as const]),
          ]),
          gauge('connections_limit', 'How many there may be', [[{}, connections.limit]]),
          gauge('connections_pending', 'Calls that wait for one', [[{}, connections.waiting]]),
        ]),
    counter('http_requests_total', 'Requests by operation and status', requests.counts()),
    histogram('http_request_seconds', 'How long requests took', requests.durations()),
    gauge('http_open_requests', 'Requests that are being answered', [[{}, requests.open]]),
  ]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
}

const prefix = 'memos_graph_';

const counter = (name: string, help: string, samples: readonly Sample[]): string =>
  block(name, { help, type: 'counter' }, samples);

const gauge = (name: string, help: string, samples: readonly Sample[]): string =>
  block(name, { help, type: 'gauge' }, samples);

function block(
  name: string,
  { help, type }: { readonly help: string; readonly type: string },
  samples: readonly Sample[],
): string {
  if (samples.length === 0) return '';
  return [...heading(name, help, type), ...samples.map((sample) => line(name, sample))].join('\n');
}

const heading = (name: string, help: string, type: string): readonly string[] => [
  `# HELP ${prefix}${name} ${help}`,
  `# TYPE ${prefix}${name} ${type}`,
];

function line(name: string, [labels, value]: Sample): string {
  const shown = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${prefix}${name}${shown.length === 0 ? '' : `{${shown.join(',')}}`} ${value}`;
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Our buckets count what fell between two bounds, those of Prometheus everything up to a bound. */
function cumulated(given: Histogram, divisor: number): Durations {
  let total = 0;
  const buckets = given.buckets.map(({ upTo, count }): Sample => {
    total += count;
    return [{ le: upTo === Infinity ? '+Inf' : String(upTo / divisor) }, total];
  });
  return { buckets, sum: given.sum / divisor, count: given.count };
}

function histogram(name: string, help: string, { buckets, sum, count }: Durations): string {
  return [
    ...heading(name, help, 'histogram'),
    ...buckets.map((sample) => line(`${name}_bucket`, sample)),
    line(`${name}_sum`, [{}, sum]),
    line(`${name}_count`, [{}, count]),
  ].join('\n');
}
