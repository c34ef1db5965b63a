import * as z from 'zod';

import { maxDepth, type Neighbourhood } from '../engine/reads.ts';
import { NodeNotFoundError } from '../errors/input-errors.ts';
import { orderKey } from '../model/node-record.ts';
import { linkEnds } from './answer-fields.ts';
import { defineRead } from './define-operation.ts';
import { fan, reachesFan } from './fan.ts';
import { linkType, nodeId } from './fields.ts';
import { anyView, anyViewOutput, type NodeView } from './memory-view.ts';

const relatedNode = z
  .object({
    node: anyViewOutput,
    distance: z.int().min(1).describe('How many links away it is'),
    link: linkEnds.describe('The link by which it was first reached'),
  })
  .readonly();

/** A node that is linked to the one asked about. */
export type RelatedNode = z.output<typeof relatedNode>;

const output = z
  .object({
    items: z.array(relatedNode).readonly().describe('The nearest first, then the latest'),
    truncated: z
      .boolean()
      .describe(
        'True when 100 links meet at one node: only the latest 100 of each node are followed',
      ),
  })
  .readonly();

/** What is linked to a node. */
export type RelatedNodes = z.output<typeof output>;

export const findRelated = defineRead({
  name: 'findRelated',
  summary: 'Find what is linked to a node, directly or over other nodes',
  input: z.strictObject({
    id: nodeId,
    types: z
      .array(linkType)
      .min(1)
      .max(64)
      .readonly()
      .exactOptional()
      .describe('Only links of these types'),
    depth: z.int().min(1).max(maxDepth).default(1),
  }),
  output,
  run: async ({ id, types, depth }, reader) => {
    const steps = types?.flatMap((type) => [
      { type, direction: 'out' as const },
      { type, direction: 'in' as const },
    ]);
    const { value, receipt } = await reader.read('neighbourhood', {
      id,
      depth,
      fan,
      ...(steps === undefined ? {} : { steps }),
    });
    if (value === null || value.start.node.kind === 'knowledge')
      throw new NodeNotFoundError([id], 'node');
    const items = byDistance(value, reader.now);
    return { value: { items, truncated: reachesFan(value.links) }, receipt };
  },
});

/** Walks the links breadth first, as the engine did. */
function byDistance({ start, nodes, links }: Neighbourhood, now: string): readonly RelatedNode[] {
  const details = new Map(nodes.map((detail) => [detail.node.id, detail]));
  const reached = new Map<string, RelatedNode>();
  let frontier = new Set([start.node.id]);
  for (let distance = 1; frontier.size > 0; distance += 1) {
    const next = new Set<string>();
    for (const link of links) {
      const end = otherEnd(link, frontier);
      const detail = end === undefined ? undefined : details.get(end);
      if (detail === undefined || reached.has(detail.node.id)) continue;
      reached.set(detail.node.id, { node: anyView(detail, now), distance, link });
      next.add(detail.node.id);
    }
    frontier = next;
  }
  return [...reached.values()].toSorted((a, b) => a.distance - b.distance || later(a.node, b.node));
}

function otherEnd(
  link: { readonly from: string; readonly to: string },
  frontier: ReadonlySet<string>,
): string | undefined {
  if (frontier.has(link.from)) return link.to;
  return frontier.has(link.to) ? link.from : undefined;
}

function later(a: NodeView, b: NodeView): number {
  return orderKey(a) < orderKey(b) ? 1 : -1;
}
