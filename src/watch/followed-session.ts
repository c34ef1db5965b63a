import type { Invocation } from './invocation.ts';
import type { Ledger, Spot } from './ledger.ts';
import { statementShape } from './statement-shape.ts';

/** A session of the program, for as long as the program holds it. */
export class FollowedSession {
  readonly ledger: Ledger;
  readonly spot: Spot;
  /** How many records a page has; not positive when there are no pages. */
  readonly fetchSize: number;
  /** Runs that have work under way in another session: this one goes on beside it, not after it. */
  readonly beside: ReadonlySet<Invocation>;
  #work = 0;
  #isOpen = true;
  #transaction: FollowedTransaction | undefined;

  constructor(ledger: Ledger, fetchSize: number) {
    this.ledger = ledger;
    this.fetchSize = fetchSize;
    this.spot = ledger.here();
    const { runs, site } = this.spot;
    this.beside = new Set(runs.filter(({ busy }) => busy > 0));
    this.spot.add('sessions', 1, this.beside);
    site.openSessions += 1;
    for (const run of runs) if (!this.beside.has(run)) run.addLine(site);
  }

  /** Where the session is used now. */
  here(): Spot {
    return this.ledger.here(this.spot);
  }

  begin(kind: FollowedTransaction['kind'], spot = this.here()): FollowedTransaction {
    this.#transaction = new FollowedTransaction(this, kind, spot);
    return this.#transaction;
  }

  startWork(): void {
    this.#work += 1;
    if (this.#work === 1) this.#mark(1);
  }

  endWork(): void {
    if (this.#work === 0) return; // the session was closed meanwhile
    this.#work -= 1;
    if (this.#work === 0) this.#mark(-1);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.spot.site.openSessions -= 1;
    this.#transaction?.abandon();
    if (this.#work > 0) this.#mark(-1);
    this.#work = 0;
  }

  #mark(step: number): void {
    for (const run of this.spot.runs) if (!this.beside.has(run)) run.busy += step;
  }
}

type Kind = 'automatic' | 'explicit' | 'managed' | 'query';

/** A transaction of the program: what it sent, and which of it was answered before more was sent. */
export class FollowedTransaction {
  readonly kind: Kind;
  readonly session: FollowedSession;
  readonly spot: Spot;
  readonly #shapes = new Set<string>();
  readonly #statements: FollowedStatement[] = [];
  #count = 0;
  #sent = 0;
  #answered = 0;
  #roundTrips = 0;
  #bursts = 0;
  #hasFailed = false;
  #isOpen = true;
  #isBeginAwaited = false;

  constructor(session: FollowedSession, kind: Kind, spot: Spot) {
    this.session = session;
    this.kind = kind;
    this.spot = spot;
    this.spot.add('transactions', 1, session.beside);
    session.startWork();
    if (kind === 'automatic') return;
    this.spot.site.openTransactions += 1;
    this.#sent = 1;
    this.#addRoundTrips(1); // BEGIN
  }

  /** The program has waited for BEGIN, or the driver did in its place. */
  begun(): void {
    this.#answered = Math.max(this.#answered, 1);
    this.#isBeginAwaited = true;
  }

  /** The driver sends RESET behind a failure; whoever uses the connection next waits for it. */
  failed(): void {
    if (!this.#hasFailed) this.#addRoundTrips(1);
    this.#hasFailed = true;
  }

  run(query: unknown): FollowedStatement {
    const leads = this.#answered === this.#sent;
    this.#sent += 1;
    this.#count += 1;
    const statement = new FollowedStatement(this, {
      number: this.#sent,
      shape: statementShape(query),
      leads,
    });
    if (leads) {
      this.#bursts += 1;
      if (this.#shapes.size < 1000) this.#shapes.add(statement.key);
    }
    // Only a transaction of one statement is charged to its statement.
    if (this.#count === 1) this.#statements.push(statement);
    return statement;
  }

  answered(number: number): void {
    this.#answered = Math.max(this.#answered, number);
  }

  /** COMMIT or ROLLBACK was asked for; after a failure neither is sent. */
  end(how: 'commit' | 'rollback', isSent: boolean): void {
    if (!this.#isOpen) return;
    if (isSent) this.#addRoundTrips(1);
    this.#finish();
    if (how === 'commit' && isSent) this.#judge();
  }

  get isCommitSent(): boolean {
    return !this.#hasFailed;
  }

  /** Whether an answer is still missing; a COMMIT that fails then was not sent. */
  get isWaiting(): boolean {
    return this.#answered < this.#sent;
  }

  /** Its session is closed with the transaction open: RESET takes the place of ROLLBACK. */
  abandon(): void {
    if (!this.#isOpen || this.kind === 'automatic') return;
    this.end('rollback', !this.#hasFailed);
  }

  #finish(): void {
    this.#isOpen = false;
    this.session.endWork();
    if (this.kind === 'automatic') return;
    this.spot.site.openTransactions -= 1;
    const [only] = this.#statements;
    if (this.#count === 1) only?.addToRuns(this.#roundTrips);
  }

  #addRoundTrips(count: number): void {
    this.#roundTrips += count;
    this.spot.add('roundTrips', count, this.session.beside);
  }

  /** What the same statements would have needed. */
  #judge(): void {
    const { short, awaited } = this.spot.site;
    const now = this.#roundTrips + this.#bursts;
    if (this.#count === 1 && now > 2) {
      short.transactions += 1;
      short.roundTrips += now;
      short.roundTripsAfter += 2;
    }
    if (this.#shapes.size < 2) return;
    // The same statement again is for UNWIND; managed transactions always wait for their BEGIN.
    const isBeginSaved = this.kind === 'explicit' && this.#isBeginAwaited;
    awaited.transactions += 1;
    awaited.statements += this.#count;
    awaited.roundTrips += now;
    awaited.roundTripsAfter += now - (this.#shapes.size - 1) - (isBeginSaved ? 1 : 0);
  }
}

interface StatementParts {
  /** Its place in the transaction. */
  readonly number: number;
  readonly shape: string;
  /** Sent when everything before was answered, so that it begins a round trip. */
  readonly leads: boolean;
}

/** A statement of the program, until its result is known. */
export class FollowedStatement {
  readonly key: string;
  readonly #transaction: FollowedTransaction;
  readonly #spot: Spot;
  readonly #number: number;
  #isEnded = false;

  constructor(transaction: FollowedTransaction, { number, shape, leads }: StatementParts) {
    this.#transaction = transaction;
    this.#number = number;
    const { ledger, beside } = transaction.session;
    this.#spot =
      transaction.kind === 'automatic' ? transaction.spot : ledger.here(transaction.spot);
    const { site, runs } = this.#spot;
    this.key = `${site.key}|${shape}`;
    this.#spot.add('statements', 1, beside);
    for (const run of runs) run.addStatement(this.key, site.place);
    if (leads) this.#addRoundTrips(1);
  }

  /** The program has all records, or as many as it wanted. */
  succeeded(records: number): void {
    if (this.#isEnded) return;
    this.#end();
    const { fetchSize } = this.#transaction.session;
    if (fetchSize > 0) this.#addRoundTrips(Math.max(0, Math.ceil(records / fetchSize) - 1));
  }

  failed(): void {
    if (this.#isEnded) return;
    this.#spot.site.failures += 1;
    this.#transaction.failed();
    this.#end();
  }

  /** Charges it with its transaction. */
  addToRuns(roundTrips: number): void {
    for (const run of this.#spot.runs) run.addRoundTrips(this.key, roundTrips);
  }

  #end(): void {
    this.#isEnded = true;
    this.#transaction.answered(this.#number);
    if (this.#transaction.kind === 'automatic') this.#transaction.end('commit', false);
  }

  #addRoundTrips(count: number): void {
    this.#spot.add('roundTrips', count, this.#transaction.session.beside);
    this.addToRuns(count);
  }
}
