import { InvalidInputError } from '../../errors/input-errors.ts';
import type { CommitmentEnd, MemoryKind, Priority } from '../../model/kind.ts';

/** Someone or something at its first mention, or a plain name later on. */
export type Mention =
  | string
  | { readonly name: string; readonly type?: string; readonly aliases?: readonly string[] };

/** The lines of a work log: sessions, what was said in them, and how promises ended. */
export type WorkLogLine =
  | { readonly session: string; readonly agent: string; readonly at: string }
  | { readonly endSession: string; readonly at: string; readonly summary: string }
  | {
      readonly settle: string;
      readonly status: CommitmentEnd;
      readonly at: string;
      readonly outcome?: string;
    }
  | Turn;

/** Something that was said and is worth remembering. */
export interface Turn {
  readonly id: string;
  readonly at: string;
  readonly speaker: string;
  readonly sessionId: string;
  readonly kind: MemoryKind;
  readonly content: string;
  readonly entities: readonly Mention[];
  readonly links?: readonly ({ readonly type: string } & (
    | { readonly from: string }
    | { readonly to: string }
  ))[];
  readonly supersedes?: readonly string[];
  readonly rationale?: string;
  readonly alternatives?: readonly string[];
  readonly to?: string;
  readonly dueAt?: string;
  readonly priority?: Priority;
  /** Of a pattern: ids of what shows it. */
  readonly evidence?: readonly string[];
}

/** Reads a work log. What its lines hold is checked when it is stored; here only that each is of one of the four kinds. */
export function parseWorkLog(text: string): readonly WorkLogLine[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parseLine(line, number));
}

const marks = ['session', 'endSession', 'settle', 'id'];

function parseLine(line: string, number: number): WorkLogLine {
  const value = parsed(line);
  if (typeof value === 'object' && value !== null && marks.some((mark) => mark in value)) {
    return value as WorkLogLine; // one of the four kinds by its mark; its fields are checked when it is stored
  }
  throw new InvalidInputError('', `Line ${number} of the work log is not a line of a work log`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
