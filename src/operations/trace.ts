import * as z from 'zod';

import { maxDepth, type Neighbourhood, type Step } from '../engine/reads.ts';
import { NodeNotFoundError } from '../errors/input-errors.ts';
import { defineRead, type Reader } from './define-operation.ts';
import { fan, reachesFan } from './fan.ts';
import { nodeId } from './fields.ts';
import { anyView, anyViewOutput } from './memory-view.ts';

/** How many paths are answered at most. */
const maxPaths = 100;

/** A cause leads to its effect; a pattern is learned from its evidence; what is superseded is the ground of what replaced it. */
const backwards: readonly Step[] = [
  { type: 'LEADS_TO', direction: 'in' },
  { type: 'LEARNED_FROM', direction: 'out' },
  { type: 'SUPERSEDES', direction: 'out' },
];

const forwards: readonly Step[] = backwards.map(({ type, direction }) => ({
  type,
  direction: direction === 'in' ? 'out' : 'in',
}));

const traceStep = z
  .object({ type: z.string(), id: z.string().describe('The node that this step reaches') })
  .readonly();

/** One step of a path, away from the node that was asked about. */
export type TraceStep = z.output<typeof traceStep>;

const output = z
  .object({
    start: anyViewOutput,
    paths: z
      .array(z.array(traceStep).readonly())
      .readonly()
      .describe(
        'Every path from the start to where nothing follows or `depth` is reached; the longest first',
      ),
    nodes: z
      .array(anyViewOutput)
      .readonly()
      .describe('Every node on the paths, the start left out, in order of first appearance'),
    truncated: z
      .boolean()
      .describe(
        'True when there are more than 100 paths, or 100 links meet at one node: only the latest 100 of each are followed',
      ),
  })
  .readonly();

/** The paths that lead from a node. */
export type Trace = z.output<typeof output>;

const input = z.strictObject({ id: nodeId, depth: z.int().min(1).max(maxDepth).default(5) });

export const whatLedTo = defineRead({
  name: 'whatLedTo',
  summary: 'Trace what led to a memory: causes, evidence and what it replaced',
  input,
  output,
  run: (given, reader) => trace(given, backwards, reader),
});

export const whatResultedFrom = defineRead({
  name: 'whatResultedFrom',
  summary: 'Trace what resulted from a memory: effects, lessons and what replaced it',
  input,
  output,
  run: (given, reader) => trace(given, forwards, reader),
});

async function trace(
  { id, depth }: z.output<typeof input>,
  steps: readonly Step[],
  reader: Reader,
) {
  const { value, receipt } = await reader.read('neighbourhood', { id, steps, depth, fan });
  if (value === null || value.start.node.kind === 'knowledge')
    throw new NodeNotFoundError([id], 'node');
  return { value: traced(value, { steps, depth }, reader.now), receipt };
}

interface Following {
  readonly steps: readonly Step[];
  readonly depth: number;
}

function traced(found: Neighbourhood, following: Following, now: string): Trace {
  const { paths, truncated } = pathsFrom(found, following);
  const views = new Map(found.nodes.map((detail) => [detail.node.id, anyView(detail, now)]));
  const ids = new Set(paths.flat().map((step) => step.id));
  return {
    start: anyView(found.start, now),
    paths,
    nodes: [...ids].flatMap((id) => views.get(id) ?? []),
    truncated: truncated || reachesFan(found.links),
  };
}

/** Follows the links depth first without meeting a node twice on one path. */
function pathsFrom({ start, links }: Neighbourhood, { steps, depth }: Following) {
  const onward = nextSteps(links, steps);
  const paths: TraceStep[][] = [];
  let truncated = false;
  const follow = (id: string, path: readonly TraceStep[]): void => {
    const next = (onward.get(id) ?? []).filter(
      (step) => step.id !== start.node.id && !path.some((earlier) => earlier.id === step.id),
    );
    if (path.length === depth || next.length === 0) {
      if (path.length > 0 && paths.length < maxPaths) paths.push([...path]);
      else if (path.length > 0) truncated = true;
      return;
    }
    for (const step of next) {
      if (!truncated) follow(step.id, [...path, step]);
    }
  };
  follow(start.node.id, []);
  return { paths: paths.toSorted((a, b) => b.length - a.length), truncated };
}

function nextSteps(
  links: Neighbourhood['links'],
  steps: readonly Step[],
): ReadonlyMap<string, readonly TraceStep[]> {
  const onward = new Map<string, TraceStep[]>();
  for (const { from, type, to } of links) {
    const direction = steps.find((step) => step.type === type)?.direction;
    const [near, far] = direction === 'out' ? [from, to] : [to, from];
    onward.set(near, [...(onward.get(near) ?? []), { type, id: far }]);
  }
  return onward;
}
