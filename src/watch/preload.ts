// Loaded into a program by `memos-graph watch`, before anything of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

import { Follower } from './follow-driver.ts';
import { Ledger } from './ledger.ts';
import { makeReport } from './make-report.ts';
import { onDriverMade } from './on-driver-made.ts';
import { type WatchedProcess, type WatchOrder, watchVariable } from './watched-process.ts';

const order = process.env[watchVariable];
if (order !== undefined) watchProcess(JSON.parse(order) as WatchOrder); // written by the command

function watchProcess({ folder, latencyMs }: WatchOrder): void {
  const ledger = new Ledger({ latencyMs, sitesAtMost: 1000, runsAtMost: 2000 });
  const follower = new Follower(ledger);
  let drivers = 0;
  const leave = (): void => {
    const { pid, argv } = process;
    const left: WatchedProcess = {
      pid,
      thread: threadId,
      program: argv[1] ?? '',
      drivers,
      report: makeReport(ledger),
    };
    try {
      writeFileSync(join(folder, `${pid}-${threadId}.json`), JSON.stringify(left));
    } catch {
      // Nobody waits for it any more; the program must not notice.
    }
  };
  onDriverMade((driver) => {
    if (drivers === 0) atEnd(leave);
    drivers += 1;
    follower.follow(driver);
  });
}

/** A signal that the program does not handle ends it without an `exit` event, and must go on doing so. */
function atEnd(leave: () => void): void {
  process.on('exit', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const end = (): void => {
      if (process.listenerCount(signal) > 1) return; // the program decides
      leave();
      process.removeListener(signal, end);
      process.kill(process.pid, signal);
    };
    process.prependListener(signal, end);
  }
}
