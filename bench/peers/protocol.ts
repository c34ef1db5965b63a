import type { Neo4jAddress } from '../../test/support/neo4j-server.ts';

/** The two calls that every system is asked for. */
export type CallName = 'remember' | 'recall';

/** What a driver is asked for: one line of JSON each on its standard input. */
export type Request =
  /** Connects and sets up what the system needs in an empty database. */
  | ({ readonly command: 'open' } & Neo4jAddress)
  /** One call, for the memory with this number. */
  | { readonly command: 'call'; readonly call: CallName; readonly number: number }
  /** So many writers, each awaiting its own calls, for so long; their memories count from `number`. */
  | {
      readonly command: 'race';
      readonly number: number;
      readonly writers: number;
      readonly seconds: number;
    }
  | { readonly command: 'close' };

/** What a driver answers: one line of JSON each on file descriptor 3, so that a system may print what it likes. */
export interface Answers {
  /** The database driver that the system uses, and its version. */
  readonly open: { readonly driver: string };
  readonly call: {
    readonly milliseconds: number;
    /** Database sessions that were opened. */
    readonly sessions: number;
    /** How many results a recall had. */
    readonly found: number;
  };
  readonly race: {
    readonly calls: number;
    readonly seconds: number;
    /** How often a call failed, by the kind of error. */
    readonly failures: Readonly<Record<string, number>>;
  };
  readonly close: object;
}

export type AnswerTo<Command extends Request['command']> = Answers[Command];

/** The file descriptor of the answers. */
export const answersDescriptor = 3;
