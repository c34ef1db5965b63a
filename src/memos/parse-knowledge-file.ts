import { hash } from 'node:crypto';

import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { parseInput } from '../operations/parse-input.ts';
import type { KnowledgeEntity, KnowledgeRelation } from './knowledge-record.ts';

/** What a file of the reference memory server holds, in its order. */
export interface KnowledgeFile {
  /** SHA-256 of its text. */
  readonly digest: string;
  readonly entities: readonly KnowledgeEntity[];
  readonly relations: readonly KnowledgeRelation[];
}

const anyLine = z.looseObject({ type: z.enum(['entity', 'relation']) });
/** Members that are not named here are left behind, as the reference server leaves them. */
const entityLine = z.object({
  name: z.string(),
  entityType: z.string(),
  observations: z.array(z.string()),
});
const relationLine = z.object({ from: z.string(), to: z.string(), relationType: z.string() });

/** Reads the lines of a JSONL file of the reference memory server; the first that is wrong is told with its number. */
export function parseKnowledgeFile(text: string): KnowledgeFile {
  const entities: KnowledgeEntity[] = [];
  const relations: KnowledgeRelation[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/u, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const number = index + 1;
    const given = parsedLine(line, number);
    const { type } = checked(anyLine, given, number);
    if (type === 'entity') entities.push(checked(entityLine, given, number));
    else relations.push(checked(relationLine, given, number));
  }
  return { digest: hash('sha256', text, 'hex'), entities, relations };
}

function parsedLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new InvalidInputError('', `Line ${number} is not JSON; nothing was imported`, {
      cause: error,
    });
  }
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  number: number,
): z.output<Schema> {
  try {
    return parseInput(schema, given);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const sentence = `Line ${number}: ${error.message}; nothing was imported`;
    throw new InvalidInputError(error.field, sentence, { cause: error });
  }
}
