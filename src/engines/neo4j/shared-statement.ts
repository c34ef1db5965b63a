import type { Submission, WriteCall } from './submission.ts';
import { Touched } from './write-plan.ts';

/** What one statement holds at most. */
export interface StatementBounds {
  readonly maxUnits: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** Writes of several calls on their way into one statement; no unit of it depends on another. */
export class SharedStatement {
  readonly calls: WriteCall[] = [];
  readonly touched = new Touched();
  readonly #bounds: StatementBounds;
  #units = 0;
  #rows = 0;
  #bytes = 0;

  constructor(bounds: StatementBounds) {
    this.#bounds = bounds;
  }

  /** A call that is too large for any statement goes alone. */
  hasRoomFor({ units, rows, bytes }: Submission): boolean {
    const { maxUnits, maxRows, maxBytes } = this.#bounds;
    const fits =
      this.#units + units.length <= maxUnits &&
      this.#rows + rows <= maxRows &&
      this.#bytes + bytes <= maxBytes;
    return fits || this.calls.length === 0;
  }

  add(call: WriteCall): void {
    const { units, rows, bytes, touched } = call.work;
    this.calls.push(call);
    this.#units += units.length;
    this.#rows += rows;
    this.#bytes += bytes;
    for (const ids of touched) this.touched.include(ids);
  }
}

/** Tells whether a call depends on what was named before, or that on it. */
export const dependsOn = ({ touched }: Submission, earlier: readonly Touched[]): boolean =>
  touched.some((ids) => earlier.some((names) => names.collidesWith(ids)));
