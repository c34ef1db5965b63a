import type { Driver, ResultSummary } from 'neo4j-driver';
import neo4j from 'neo4j-driver';

import { encodeParameters } from '../../src/engines/neo4j/session/encode.ts';
import { UnitStatement } from '../../src/engines/neo4j/units.ts';
import type { ChangeSet } from '../../src/model/change-set.ts';

/** Runs the write statement with a profile: what it touched and what it changed. */
export async function profiledWrite(driver: Driver, changeSet: ChangeSet): Promise<ResultSummary> {
  const { statement, parameters } = new UnitStatement([[changeSet]]).call;
  const p = encodeParameters(neo4j, parameters);
  const text = statement.text.replace('CYPHER 5', 'CYPHER 5 PROFILE');
  await using session = driver.session({ database: 'neo4j' });
  const { summary } = await session.run(text, { p });
  return summary;
}

interface ProfiledOperator {
  readonly dbHits: number;
  readonly children: readonly ProfiledOperator[];
}

export function databaseHits(summary: ResultSummary): number {
  const hitsOf = ({ dbHits, children }: ProfiledOperator): number =>
    dbHits + children.reduce((sum, child) => sum + hitsOf(child), 0);
  if (summary.profile === false) throw new Error('The statement was not profiled');
  return hitsOf(summary.profile);
}
