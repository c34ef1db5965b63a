import { type Neighbourhood, type NeighbourhoodInput, maxDepth } from '../../engine/reads.ts';
import { type StoredDetail, toDetail } from './node-detail.ts';
import { type Parameter, WholeNumber } from './parameter.ts';
import type { Row, StatementCall } from './statement-runner.ts';
import { neighbourhoods } from './statements/neighbourhood-statements.ts';

export function neighbourhoodCall(input: NeighbourhoodInput): StatementCall {
  const depth = Math.min(Math.max(Math.trunc(input.depth), 1), maxDepth);
  const statement = neighbourhoods[depth - 1];
  if (statement === undefined) throw new RangeError(`There is no neighbourhood of depth ${depth}`);
  return {
    statement,
    parameters: {
      space: input.space,
      id: input.id,
      fan: new WholeNumber(input.fan),
      outgoing: typesOf(input, 'out'),
      incoming: typesOf(input, 'in'),
    },
  };
}

/** Null stands for every type. */
function typesOf({ steps }: NeighbourhoodInput, direction: 'out' | 'in'): Parameter {
  return steps?.filter((step) => step.direction === direction).map(({ type }) => type) ?? null;
}

interface StoredNeighbourhood {
  readonly start: string;
  readonly nodes: readonly StoredDetail[];
  readonly links: Neighbourhood['links'];
}

export function toNeighbourhood(rows: readonly Row[]): Neighbourhood | null {
  const found = rows[0] as unknown as StoredNeighbourhood | undefined; // what the statements return
  if (found === undefined) return null;
  const details = found.nodes.map((stored) => toDetail(stored));
  const start = details.find(({ node }) => node.id === found.start);
  if (start === undefined) return null;
  return { start, nodes: details.filter((detail) => detail !== start), links: found.links };
}
