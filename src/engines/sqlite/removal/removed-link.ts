/** A link that goes, with the rows and the ids of its ends. */
export interface RemovedLink {
  readonly from_row: number;
  readonly from_kind: string;
  readonly type: string;
  readonly to_row: number;
  readonly from: string;
  readonly to: string;
}
