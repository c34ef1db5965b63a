import * as z from 'zod';

import type { CallLimits } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import { findCorrelations } from '../memos/find-correlations.ts';
import { forgetOutput, type ForgetSelector } from '../memos/forget.ts';
import { health, healthFields } from '../memos/health.ts';
import type { MemOS } from '../memos/memos.ts';
import { recall, recallWith } from '../memos/recall.ts';
import { reflect } from '../memos/reflect.ts';
import { bounds, name, nodeId } from '../operations/fields.ts';
import { getNodes } from '../operations/get-nodes.ts';
import { linkNodes } from '../operations/link-nodes.ts';
import { listMemories } from '../operations/list-memories.ts';
import { parseInput } from '../operations/parse-input.ts';
import { storeMemory } from '../operations/store-memory.ts';
import { whatLedTo, whatResultedFrom } from '../operations/trace.ts';
import { type Offer, offerRead, offerWrite } from './offer.ts';
import { problemOf } from './problem.ts';
import { recalledOutput } from './recalled.ts';

/** What to forget, as surfaces take it. */
export const forgetFields = {
  ids: z
    .array(nodeId)
    .min(1)
    .max(bounds.idsPerCall)
    .readonly()
    .exactOptional()
    .describe('Ids of memories, entities or sessions'),
  entity: name
    .exactOptional()
    .describe('By name or id: the entity, its other names and every memory about it'),
  before: z
    .string()
    .meta({ format: 'date-time' })
    .exactOptional()
    .describe('Every memory that happened before'),
  everything: z.literal(true).exactOptional().describe('Everything in the space'),
  dryRun: z.boolean().default(false).describe('Only tell what would be removed'),
};

const forgetInput = z.strictObject(forgetFields);

export type ForgetInput = z.output<typeof forgetInput>;

/** Takes the one selector that is given. */
export function selectorOf({ ids, entity, before, everything }: ForgetInput): ForgetSelector {
  const selectors: readonly ForgetSelector[] = [
    ...(ids === undefined ? [] : [ids]),
    ...(entity === undefined ? [] : [{ entity }]),
    ...(before === undefined ? [] : [{ before }]),
    ...(everything === undefined ? [] : [{ space: true as const }]),
  ];
  const [selector] = selectors;
  if (selector !== undefined && selectors.length === 1) return selector;
  throw new InvalidInputError(
    '',
    `Expected one of \`ids\`, \`entity\`, \`before\` and \`everything\` to say what to forget, got ${selectors.length === 0 ? 'none' : 'several'}`,
  );
}

const forgetOffer: Offer = {
  name: 'forget',
  summary: 'Remove memories and every link at them; this cannot be taken back',
  access: 'destructive',
  isRepeatable: true,
  input: forgetInput,
  output: forgetOutput,
  run: async (memory, given, limits) => {
    const input = parseInput(forgetInput, given);
    return memory.forget(selectorOf(input), { ...limits, dryRun: input.dryRun });
  },
};

const recallOffer: Offer = {
  ...offerRead({ ...recall, output: recalledOutput }),
  run: (memory, given, limits) =>
    // The adapter checks the input by the schema.
    memory.adapter.read(recallWith(memory), given as z.input<typeof recall.input>, limits),
};

const { location: _notForOthers, ...shownFields } = healthFields;

export const shownHealthOutput = z.object(shownFields).readonly();

/** How the memory is, without where it lies: no path and no address. */
export async function shownHealth(
  memory: MemOS,
  limits: CallLimits,
): Promise<z.output<typeof shownHealthOutput>> {
  const found = await health(memory.adapter, limits, (error) => problemOf(error).message);
  const { location: _location, ...shown } = found;
  return shown;
}

export const nothing = z.strictObject({});

const healthOffer: Offer = {
  name: 'health',
  summary: 'Tell what holds the memory, how much there is, and what is wrong',
  access: 'read',
  isRepeatable: true,
  input: nothing,
  output: shownHealthOutput,
  run: async (memory, given, limits) => {
    parseInput(nothing, given);
    return shownHealth(memory, limits);
  },
};

/** The verbs of `MemOS`. */
export const verbOffers: readonly Offer[] = [
  offerWrite(storeMemory, { key: 'id' }),
  recallOffer,
  offerWrite(linkNodes, { name: 'relate' }),
  offerRead(reflect),
  offerRead(findCorrelations),
  forgetOffer,
  offerRead(getNodes),
  offerRead(listMemories),
  offerRead(whatLedTo),
  offerRead(whatResultedFrom),
  healthOffer,
];
