import type { CypherAnswer } from '../../engine/engine.ts';
import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Adapter } from '../../operations/adapter.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { argumentOrInput, jsonArgument, pair } from '../standard-input.ts';
import { fieldLines, spaced } from '../text/memory-text.ts';

export interface QueryFlags {
  readonly param?: readonly string[];
}

export async function query(
  { openMemory, signal }: Invocation,
  cypher: string,
  { param = [] }: QueryFlags,
): Promise<Answer> {
  const params = Object.fromEntries(param.map(parameter));
  const text = await argumentOrInput(cypher, signal);
  const { adapter } = await openMemory();
  const found = await adapter.queryGraph(
    { cypher: text, params } as Parameters<Adapter['queryGraph']>[0], // parsed from JSON above
    { signal },
  );
  return {
    json: found,
    text: (page) => spaced(found.rows.map((row) => fieldLines(page, fieldsOf(found, row)))),
    notes: notesOf(found),
  };
}

function parameter(text: string): readonly [name: string, value: unknown] {
  const [name, json] = pair('--param', text);
  if (name === '__proto__')
    throw new InvalidInputError('--param', 'Expected another name than __proto__');
  return [name, jsonArgument(`--param ${name}`, json)];
}

function fieldsOf({ columns }: CypherAnswer, row: Readonly<Record<string, unknown>>) {
  return columns.map((column) => [column, shown(row[column])] as const);
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');

function notesOf({ rows, truncated }: CypherAnswer): readonly string[] {
  if (truncated !== undefined) return [`The answer was cut at its limit of ${truncated}`];
  return rows.length === 0 ? ['No rows'] : [];
}
