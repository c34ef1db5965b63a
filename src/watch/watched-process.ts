import type { WatchReport } from './watch-report.ts';

/** The variable through which `memos-graph watch` speaks to the program it starts. */
export const watchVariable = 'MEMOS_GRAPH_WATCH';

/** What the program is asked for, as JSON in that variable. */
export interface WatchOrder {
  /** Where each process leaves what it saw. */
  readonly folder: string;
  readonly latencyMs: number;
}

/** What one process or worker thread that made a driver leaves when it ends. */
export interface WatchedProcess {
  readonly pid: number;
  /** 0 in the main thread. */
  readonly thread: number;
  /** The file it was started with. */
  readonly program: string;
  readonly drivers: number;
  readonly report: WatchReport;
}
