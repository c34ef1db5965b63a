import type { CallLimits, Costed } from '../../engine/engine.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { isKnownLinkType } from '../../model/link-type.ts';
import type { Row, StatementCall } from './statement-runner.ts';
import type { Statement } from './statements/statement.ts';
import { write, writeMemories, writeOtherLinks } from './statements/write-statements.ts';
import { outcomesOf } from './write-outcome.ts';
import { RowNumbers, toUnit, type WriteUnit } from './write-unit.ts';

/** Change sets that are applied together or not at all. */
export type Unit = readonly ChangeSet[];

/** One outcome for each change set of a unit, or why its statement failed. */
export type UnitAnswer = readonly Outcome[] | Error;

/** Takes units that may share a statement with those of other calls; a failed unit harms no other. */
export interface UnitQueue {
  /** Answers each unit; rejects only when no unit was answered, as when the database is gone. */
  submit(units: readonly Unit[], limits: CallLimits): Promise<Costed<readonly UnitAnswer[]>>;
}

/** The units of one statement, and how its rows are read. */
export class UnitStatement {
  readonly call: StatementCall;
  readonly #units: readonly WriteUnit[];

  constructor(units: readonly Unit[]) {
    const numbers = new RowNumbers();
    this.#units = units.map((unit) => toUnit(unit, numbers));
    this.call = {
      statement: statementFor(units),
      parameters: { units: this.#units.map(({ parameters }) => parameters) },
    };
  }

  /** The outcomes of each unit, in the order they were given. */
  read(rows: readonly Row[]): readonly (readonly Outcome[])[] {
    const byUnit = new Map(rows.map((row) => [row['unit'], row]));
    return this.#units.map((unit) => {
      const row = byUnit.get(unit.parameters['row']);
      if (row === undefined)
        throw new TypeError('The database answered nothing about a change set');
      return outcomesOf(unit, row);
    });
  }
}

/** The smallest statement that can apply them all. */
function statementFor(units: readonly Unit[]): Statement {
  if (units.some(hasOtherLinks)) return writeOtherLinks;
  return units.every((unit) => unit.every(isMemories)) ? writeMemories : write;
}

/** Whatever else a change set may ever hold needs the full statement. */
const isMemories = ({
  id: _id,
  space: _space,
  nodes: _nodes,
  entities,
  ...others
}: ChangeSet): boolean =>
  Object.values(others).every((rows) => rows.length === 0) &&
  entities.every(({ aliases, update }) => aliases.length === 0 && update === undefined);

const hasOtherLinks = (unit: Unit): boolean =>
  unit.some(({ links }) => links.some(({ type }) => !isKnownLinkType(type)));
