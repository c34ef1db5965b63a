/** Rows of numbers, all of one width, in one array: an array for each of thousands of short rows would be so much garbage. */
export class NumberRows {
  readonly #width: number;
  #values: Float64Array;
  #count = 0;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(256 * width);
  }

  /** The place of a new row of zeros, which `at` and `add` take. */
  newRow(): number {
    const place = this.#count * this.#width;
    this.#count += 1;
    if (place + this.#width > this.#values.length) {
      const more = new Float64Array(2 * this.#values.length);
      more.set(this.#values);
      this.#values = more;
    }
    return place;
  }

  at(row: number, column: number): number {
    return this.#values[row + column] ?? 0;
  }

  /** Adds to one number of a row. */
  add(row: number, column: number, value: number): void {
    this.#values[row + column] = this.at(row, column) + value;
  }

  /** Adds all of another row to a row. */
  addRow(row: number, other: number): void {
    for (let column = 0; column < this.#width; column += 1)
      this.add(row, column, this.at(other, column));
  }
}
