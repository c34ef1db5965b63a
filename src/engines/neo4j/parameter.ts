import type { Instant } from '../../model/instant.ts';

/** A number that the server must get as an INTEGER, such as a limit. */
export class WholeNumber {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** An instant that the server must get as a DATETIME. */
export class InstantValue {
  readonly text: Instant;

  constructor(text: Instant) {
    this.text = text;
  }
}

/** What a statement may be given; anything else would be altered by the driver or break its connection. */
export type Parameter =
  | null
  | string
  | number
  | boolean
  | WholeNumber
  | InstantValue
  | readonly Parameter[]
  | ParameterMap;

export interface ParameterMap {
  readonly [name: string]: Parameter;
}
