import * as z from 'zod';

/** A JSON Schema of the dialect 2020-12, which is OpenAPI 3.1's too. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Where JSON cannot say what zod does: a Date is a text there, and what is in a free object is anybody's. */
const inJson: Override = ({ zodSchema, jsonSchema }) => {
  if (zodSchema instanceof z.ZodUnion && zodSchema.options.some((one) => one instanceof z.ZodDate))
    replace(jsonSchema, { type: 'string', format: 'date-time' });
  if (zodSchema instanceof z.ZodRecord && !(zodSchema.valueType instanceof z.ZodNumber))
    replace(jsonSchema, { type: 'object' });
};

function replace(target: Record<string, unknown>, by: JsonSchema): void {
  const { description } = target;
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, by, description === undefined ? {} : { description });
}

/**
 * The JSON Schema of what is sent (`input`) or answered (`output`). An input refuses what it does not know; an answer may have more
 * than its schema names, so that a client keeps working when a later release tells more.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: inJson });
  return tidied(made, io === 'output' ? onlyNoise : noiseOfInput) as JsonSchema; // an object stays one
}

/** The dialect is said once for a whole document; `readOnly` is about TypeScript and would mean something else here. */
const noiseOfInput: ReadonlySet<string> = new Set(['$schema', 'readOnly']);
const onlyNoise: ReadonlySet<string> = new Set([...noiseOfInput, 'additionalProperties', 'id']);

/** Leaves keywords out of a schema, but not out of the names of its properties. */
function tidied(value: unknown, noise: ReadonlySet<string>): unknown {
  return withoutUnusedDefinitions(without(value, noise));
}

export function without(value: unknown, keywords: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((inner) => without(inner, keywords));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !keywords.has(key));
  return Object.fromEntries(
    kept.map(([key, inner]) => [
      key,
      namesOfSchemas.has(key) && typeof inner === 'object' && inner !== null
        ? Object.fromEntries(
            Object.entries(inner).map(([name, schema]) => [name, without(schema, keywords)]),
          )
        : inKeyword(key, inner, keywords),
    ]),
  );
}

const namesOfSchemas: ReadonlySet<string> = new Set(['properties', '$defs']);

/** What stands in these is data. */
const data: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'required']);

const inKeyword = (key: string, inner: unknown, keywords: ReadonlySet<string>): unknown =>
  data.has(key) ? inner : without(inner, keywords);

function withoutUnusedDefinitions(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('$defs' in schema)) return schema;
  const { $defs, ...root } = schema;
  const definitions = Object.entries($defs as Record<string, unknown>); // its keyword's own shape
  const used = new Set(references(root));
  // A definition may name others: go on until no new name comes up.
  for (let size = -1; size !== used.size;) {
    size = used.size;
    for (const [name, definition] of definitions)
      if (used.has(name)) for (const inner of references(definition)) used.add(inner);
  }
  const kept = definitions.filter(([name]) => used.has(name));
  return kept.length === 0 ? root : { ...root, $defs: Object.fromEntries(kept) };
}

/** The names of the definitions that a schema points at. */
function references(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}
