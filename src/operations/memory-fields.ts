import * as z from 'zod';

import type { MemoryKind } from '../model/kind.ts';
import {
  bounds,
  confidence,
  content,
  entityReference,
  instant,
  linkFromMemory,
  memoryKind,
  name,
  nodeId,
  ownId,
  priority,
  text,
} from './fields.ts';

const common = {
  content,
  id: ownId.exactOptional(),
  domain: name.exactOptional().describe('The area of life or work it belongs to'),
  occurredAt: instant.exactOptional().describe('When it happened; default: now'),
  sessionId: nodeId.exactOptional().describe("The agent's working session it was made in"),
  entities: z
    .array(entityReference)
    .max(bounds.entitiesPerMemory)
    .readonly()
    .exactOptional()
    .describe('Who or what it is about'),
  links: z.array(linkFromMemory).max(bounds.linksPerMemory).readonly().exactOptional(),
};

const supersedes = z
  .array(nodeId)
  .max(bounds.supersedesPerMemory)
  .readonly()
  .exactOptional()
  .describe('Ids of memories that this one replaces');

const special = {
  supersedes,
  rationale: text.exactOptional().describe('Why it was decided'),
  alternatives: z
    .array(text)
    .max(bounds.alternatives)
    .readonly()
    .exactOptional()
    .describe('What was considered and not chosen'),
  to: name.exactOptional().describe('The person it was promised to; linked as an entity too'),
  dueAt: instant.exactOptional().describe('When it is due'),
  priority: priority.exactOptional(),
  confidence: confidence.exactOptional(),
  speaker: name.exactOptional().describe('Who said it'),
};

/** Which kinds a special field goes with; the fields of `common` go with every kind. */
const kindsOf: Readonly<Record<keyof typeof special, readonly MemoryKind[]>> = {
  supersedes: ['decision', 'note', 'commitment'],
  rationale: ['decision'],
  alternatives: ['decision'],
  to: ['commitment'],
  dueAt: ['commitment'],
  priority: ['commitment'],
  confidence: ['decision', 'pattern', 'note'],
  speaker: ['note'],
};

/** Any memory: one flat object, in which a field of another kind is refused. */
export const memoryInput = z
  .strictObject({
    ...common,
    ...special,
    kind: memoryKind.default('note').describe('Default: note'),
  })
  .superRefine((input, context) => {
    for (const [field, kinds] of Object.entries(kindsOf)) {
      if (field in input && !kinds.includes(input.kind)) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `left out for the kind ${input.kind} (it goes with ${kinds.join(', ')})`,
        });
      }
    }
  });

export type MemoryInput = z.output<typeof memoryInput>;

export const decisionInput = z.strictObject({
  ...common,
  supersedes,
  rationale: special.rationale,
  alternatives: special.alternatives,
  confidence: special.confidence,
});

export const commitmentInput = z.strictObject({
  ...common,
  supersedes,
  to: special.to,
  dueAt: special.dueAt,
  priority: special.priority,
});

export const patternInput = z
  .strictObject({
    ...common,
    confidence: special.confidence,
    evidence: z
      .array(nodeId)
      .min(1)
      .max(bounds.evidencePerPattern)
      .readonly()
      .exactOptional()
      .describe('Ids of memories that show it; without them a note is written as evidence'),
  })
  .refine((input) => !('id' in input && 'evidence' in input), {
    path: ['id'],
    message: 'left out when `evidence` is given, since it names the evidence that would be written',
  });

export type PatternInput = z.output<typeof patternInput>;
