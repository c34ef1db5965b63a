import { NodeNotFoundError } from '../../errors/input-errors.ts';
import { entityId } from '../../model/identity.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { jsonArgument } from '../standard-input.ts';
import { flow } from '../text/page.ts';

export interface RelateFlags {
  readonly properties?: string;
}

interface Link {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

export async function relate(
  { openMemory, signal }: Invocation,
  { from, type, to }: Link,
  { properties }: RelateFlags,
): Promise<Answer> {
  const parsed = properties === undefined ? undefined : jsonArgument('--properties', properties);
  const memory = await openMemory();
  const link = { from: endOf(from), type, to: endOf(to) };
  try {
    const made = await memory.adapter.linkNodes(
      { ...link, ...(parsed === undefined ? {} : { properties: parsed as Record<string, never> }) }, // its schema checks that it is an object
      { signal },
    );
    return {
      json: made,
      text: (page) =>
        flow(page, [
          { text: made.created ? 'Linked' : 'Known already' },
          { text: from, style: 'cyan' },
          { text: made.type, style: 'green' },
          { text: to, style: 'cyan' },
        ]),
    };
  } catch (error) {
    throw inGivenNames(error, [from, to]);
  }
}

const isName = (end: string): boolean => end.startsWith('@');
const endOf = (end: string): string => (isName(end) ? entityId(end.slice(1)) : end);

/** A missing entity is told by the name it was given, not by the id made of it. */
function inGivenNames(error: unknown, ends: readonly string[]): unknown {
  if (!(error instanceof NodeNotFoundError)) return error;
  const given = error.ids.map((id) => ends.find((end) => endOf(end) === id) ?? id);
  return new NodeNotFoundError(given, 'node', { cause: error });
}
