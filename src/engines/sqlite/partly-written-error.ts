import { DatabaseBusyError } from '../../errors/database-errors.ts';

/** Thrown when another writer came between the transactions of one call, so that a part of it is stored. */
export class PartlyWrittenError extends DatabaseBusyError {
  override readonly mayBeApplied = true;

  constructor(written: number, wanted: number, options?: ErrorOptions) {
    super('Another writer', 0, options);
    this.message = `Another writer held the database for too long after ${written} of ${wanted} change sets were written; sending all of them again with the same ids is safe`;
  }
}
