import * as z from 'zod';

import { canonicalJson, entityId, knowledgePrefix, normaliseName } from '../model/identity.ts';
import { instantProblem, toInstant } from '../model/instant.ts';
import { commitmentEnds, memoryKinds, memoryStatuses, priorities } from '../model/kind.ts';
import { linkTypePattern } from '../model/link-type.ts';

/** The bounds of every input, in the units of their names. */
export const bounds = {
  contentBytes: 1_048_576,
  textBytes: 65_536,
  nameCharacters: 500,
  idCharacters: 200,
  propertiesBytes: 65_536,
  entitiesPerMemory: 256,
  aliasesPerEntity: 64,
  linksPerMemory: 256,
  supersedesPerMemory: 64,
  evidencePerPattern: 1_000,
  alternatives: 64,
  idsPerCall: 10_000,
  rowsPerBatch: 10_000,
  listLimit: 1_000,
  recallLimit: 100,
  queryCharacters: 10_000,
  windowDays: 365,
} as const;

/** In Unicode mode this matches only surrogates that are not half of a pair. */
const loneSurrogate = /\p{Surrogate}/u;

/** Text that every engine keeps exactly: databases and drivers alter or cut what is refused here. */
const exactText = z
  .string()
  .refine(
    (text) => !loneSurrogate.test(text),
    'text without a lone surrogate (half of a character); re-encode it as UTF-8',
  )
  .refine((text) => !text.includes('\0'), 'text without a NUL character; leave it out');

const textOf = (maxBytes: number) =>
  exactText
    .refine((text) => text.trim() !== '', 'text that is not empty')
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `at most ${maxBytes} bytes of UTF-8`);

export const content = textOf(bounds.contentBytes).describe(
  'The text of the memory, kept exactly; at most 1 MiB',
);
export const text = textOf(bounds.textBytes);

/** A name: of an entity, a speaker, a domain. */
export const name = exactText
  .max(bounds.nameCharacters, `at most ${bounds.nameCharacters} characters`)
  .refine((value) => normaliseName(value) !== '', 'a name that is not empty');

const generatedPrefixes = ['entity_', 'pattern_', knowledgePrefix] as const;

/** The id of any node that may be read or linked. */
export const nodeId = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u, 'an id of visible characters without spaces')
  .max(bounds.idCharacters, `an id of at most ${bounds.idCharacters} characters`)
  .describe('The id of a memory, entity or session');

/** The id that a caller gives to what is written. */
export const ownId = nodeId
  .refine(
    (id) => !generatedPrefixes.some((prefix) => id.startsWith(prefix)),
    'an id that does not begin with entity_, pattern_ or knowledge_, which are made from names',
  )
  .describe(
    'Your own key: the same call sent twice is stored once. Default: a new UUID of version 7',
  );

/** A Date or an ISO 8601 text; becomes an instant in UTC. */
export const instant = z
  .union([z.string(), z.date()])
  .superRefine((value, context) => {
    const wanted = instantProblem(value);
    if (wanted !== undefined) context.addIssue({ code: 'custom', message: wanted });
  })
  .transform((value) => toInstant(value));

/** An entity as it is described by whoever names it. */
export const entityFields = z.strictObject({
  name,
  type: name.exactOptional().describe('What it is: person, project, tool, place…'),
  aliases: z
    .array(name)
    .max(bounds.aliasesPerEntity)
    .readonly()
    .exactOptional()
    .describe('Other names it goes by'),
  description: text.exactOptional(),
});

export const entityReference = z
  .union([name, entityFields])
  .transform((given) => (typeof given === 'string' ? { name: given } : given))
  .describe('A name, or { name, type?, aliases?, description? }');

export type EntityReference = z.output<typeof entityReference>;

export const linkType = z
  .string()
  .regex(linkTypePattern, 'a link type in UPPER_SNAKE_CASE, such as LEADS_TO')
  .max(64, 'a link type of at most 64 characters')
  .describe(
    'LEADS_TO, LEARNED_FROM, INVOLVES, IMPACTS, PRECEDED_BY, SUPERSEDES, RELATED_TO, or your own UPPER_SNAKE name',
  );

/** Properties of a link: any JSON object; becomes its JSON text, since engines cannot nest maps. */
export const linkProperties = z
  .record(z.string(), z.json())
  .refine(hasExactTexts, 'properties without lone surrogates or NUL characters')
  .transform(canonicalJson)
  .refine(
    (json) => Buffer.byteLength(json) <= bounds.propertiesBytes,
    `at most ${bounds.propertiesBytes} bytes as JSON`,
  )
  .describe('A JSON object of at most 64 KiB');

/** Looks at every key and text inside a JSON value. */
function hasExactTexts(value: unknown): boolean {
  if (typeof value === 'string') return !loneSurrogate.test(value) && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => hasExactTexts(key) && hasExactTexts(inner));
}

export const linkFromMemory = z
  .union([
    z.strictObject({ type: linkType, to: nodeId, properties: linkProperties.exactOptional() }),
    z.strictObject({ type: linkType, from: nodeId, properties: linkProperties.exactOptional() }),
  ])
  .describe('{ type, to } for a link from this memory, { type, from } for one to it');

export type LinkFromMemory = z.output<typeof linkFromMemory>;

export const memoryKind = z.enum(memoryKinds);
export const memoryStatus = z.enum(memoryStatuses);
export const commitmentEnd = z.enum(commitmentEnds);
export const priority = z.enum(priorities);
export const confidence = z.number().min(0).max(1).describe('From 0 to 1');

/** An entity, by name or by id; becomes the id. */
export const entityNameOrId = name.transform((value) =>
  /^entity_[0-9a-f]{32}$/.test(value) ? value : entityId(value),
);
