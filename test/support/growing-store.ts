import type { MemOS } from 'memos-graph';
import neo4j, { type Driver } from 'neo4j-driver';

import type { Parameter } from '../../src/engines/neo4j/parameter.ts';
import { encodeParameters } from '../../src/engines/neo4j/session/encode.ts';
import { RowNumbers, toUnit } from '../../src/engines/neo4j/write-unit.ts';
import { changeSet, entity, memory as memoryRow } from '../neo4j/change-sets.ts';

/** A store of one shape, whatever its size: 20 memories of each person, chains of causes of one length, and one hub. */
export interface StoreShape {
  readonly space: string;
  readonly memories: number;
  /** How many of the memories are about the hub as well; at most half of them. */
  readonly ofHub: number;
}

const hub = 'The bakery';
const memoriesOfPerson = 20;
const chainLength = 6;
const rowsPerStatement = 1000;

const person = (index: number): string => `Person ${index}`;
const idOf = (index: number): string => `memory-${index}`;

const plainEntities = `CYPHER 5
UNWIND $p.rows AS row
CREATE (e:MemoryNode:Entity {space: $p.space, id: row.id})
SET e += row.properties, e.writtenBy = row.by`;

const plainMemories = `CYPHER 5
UNWIND $p.rows AS row
CREATE (m:MemoryNode {space: $p.space, id: row.id})
SET m += row.properties, m.writtenBy = row.by, m:$(row.labels)
WITH m, row
UNWIND row.about AS about
MATCH (e:MemoryNode {space: $p.space, id: about})
CREATE (m)-[:ABOUT {context: e.context, at: m.orderKey, writtenBy: row.by}]->(e)`;

const plainCauses = `CYPHER 5
UNWIND $p.rows AS row
MATCH (a:MemoryNode {space: $p.space, id: row.from})
MATCH (b:MemoryNode {space: $p.space, id: row.to})
CREATE (a)-[:LEADS_TO {writtenBy: 'filling'}]->(b)`;

/** The numbers of the rows that are sent together. */
const rowsOf = (from: number, most: number): readonly number[] =>
  Array.from({ length: Math.min(rowsPerStatement, most - from) }, (_, at) => from + at);

/** Creates the store by plain statements, with the same nodes and links as the engine would: some thousand memories a second. */
export async function fillStore(
  driver: Driver,
  { space, memories, ofHub }: StoreShape,
  onProgress: (memories: number) => void = () => {},
): Promise<void> {
  const people = Math.ceil(memories / memoriesOfPerson);
  const hubEvery = Math.round(memories / ofHub);
  const send = async (text: string, rows: Parameter = []): Promise<void> => {
    const p = encodeParameters(neo4j, { space, rows });
    await driver.executeQuery(text, { p }, { database: 'neo4j' });
  };
  for (let from = 0; from < people; from += rowsPerStatement) {
    const names = [...rowsOf(from, people).map(person), ...(from === 0 ? [hub] : [])];
    const rows = changeSet(space, { entities: names.map(entity) });
    await send(plainEntities, toUnit([rows], new RowNumbers()).parameters['entities']);
  }
  for (let from = 0; from < memories; from += rowsPerStatement) {
    const indexes = rowsOf(from, memories);
    const nodes = indexes.map((index) =>
      memoryRow(idOf(index), `Item ${index} is on its way, case ${index % 97}`, {
        kind: index % 10 === 0 ? 'commitment' : 'note',
        about: index % hubEvery === 0 ? [person(index % people), hub] : [person(index % people)],
      }),
    );
    const unit = toUnit([changeSet(space, { nodes })], new RowNumbers());
    await send(plainMemories, unit.parameters['nodes']);
    // One that leads to another comes before it, so that every link finds its ends.
    const effects = indexes.filter((index) => index % chainLength !== 0);
    await send(
      plainCauses,
      effects.map((index) => ({ from: idOf(index - 1), to: idOf(index) })),
    );
    onProgress(from + indexes.length);
  }
}

/** Each call, with another memory or person for another index. */
export type GrowthCalls = Readonly<Record<string, (index: number) => Promise<unknown>>>;

/** The calls whose cost must not grow with the store. */
export function growthCalls(memory: MemOS, { memories }: StoreShape): GrowthCalls {
  const people = Math.ceil(memories / memoriesOfPerson);
  const someone = (index: number): string => person((index * 7) % people);
  const lastOfChain = (index: number): string =>
    idOf(((index * 13) % Math.floor(memories / chainLength)) * chainLength + chainLength - 1);
  return {
    remember: (index) =>
      memory.remember(`One more thing ${index}`, { entities: [someone(index), `New ${index}`] }),
    'remember, about the hub': (index) =>
      memory.remember(`One more loaf ${index}`, { entities: [hub, someone(index)] }),
    'get by id': (index) => memory.get(lastOfChain(index)),
    'open commitments, due': () => memory.adapter.getCommitments({ status: 'open', order: 'due' }),
    'open commitments, latest': () => memory.adapter.getCommitments({ status: 'open' }),
    'latest of an entity': (index) => memory.getEntityContext(someone(index)),
    'latest of the hub': () => memory.getEntityContext(hub),
    'what led to': (index) => memory.whatLedTo(lastOfChain(index)),
  };
}
