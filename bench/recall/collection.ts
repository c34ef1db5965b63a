import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

/** A memory of a collection, as it is stored. */
export interface Item {
  readonly id: string;
  readonly content: string;
  readonly occurredAt: string;
  readonly speaker?: string;
  readonly session?: string;
  readonly entities: readonly string[];
}

/** A question, and the ids of the memories that answer it. */
export interface Asked {
  readonly text: string;
  readonly relevant: ReadonlySet<string>;
  readonly category: string;
}

/** Memories of one space, and questions to them, asked at `now`. */
export interface Collection {
  readonly name: string;
  readonly items: readonly Item[];
  readonly asked: readonly Asked[];
  readonly now: string;
}

/** Thrown when a file of the data is not there. */
export class DataMissingError extends Error {}

/** Reads a JSON file of the data and checks its shape. */
export function readData<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  return schema.parse(JSON.parse(readText(join(folder, file))));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DataMissingError(`${path} cannot be read`, { cause: error });
  }
}
