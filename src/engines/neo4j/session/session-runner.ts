import type { CallLimits } from '../../../engine/engine.ts';
import type { Receipt } from '../../../model/receipt.ts';
import type { StatementRunner } from '../statement-runner.ts';

/** Runs the statements of one session context. */
export interface SessionRunner extends StatementRunner {
  /** Whether everything it runs is one transaction. */
  readonly isOneTransaction: boolean;
  commit(limits: CallLimits): Promise<Receipt>;
  rollback(): Promise<Receipt>;
  /** Gives the connection back; never waits long. May be called twice. */
  close(): Promise<void>;
}
