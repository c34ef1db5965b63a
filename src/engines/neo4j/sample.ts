import { spaceToken } from '../../engine/facets.ts';
import { type SampledMemory, sampledCharacters, type SampleInput } from '../../engine/reads.ts';
import { instantText } from './instant-text.ts';
import { type StoredEntity, toEntityRef } from './node-detail.ts';
import { WholeNumber } from './parameter.ts';
import { toRecord } from './properties.ts';
import type { Row, StatementCall } from './statement-runner.ts';
import { sample } from './statements/sample-statement.ts';

export const sampleCall = ({ space, entity, before, limit }: SampleInput): StatementCall => ({
  statement: sample,
  parameters: {
    space,
    scope: spaceToken(space),
    entity: entity ?? null,
    before,
    limit: new WholeNumber(limit),
    characters: new WholeNumber(sampledCharacters),
  },
});

export function toSampled(row: Row): SampledMemory {
  const { node, entities, links } = row as unknown as {
    readonly node: Readonly<Record<string, unknown>>;
    readonly entities: readonly StoredEntity[];
    readonly links: readonly {
      readonly type: string;
      readonly direction: 'out' | 'in';
      readonly id: string;
      readonly validTo: string | null;
      readonly supersededBy: string | null;
    }[];
  }; // what the statement returns
  return {
    node: toRecord(node),
    entities: entities.map(toEntityRef),
    links: links.map(({ validTo, supersededBy, ...link }) => ({
      ...link,
      ...(validTo === null ? {} : { validTo: instantText(validTo) }),
      ...(supersededBy === null ? {} : { supersededBy }),
    })),
  };
}
