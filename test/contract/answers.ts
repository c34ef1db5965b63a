import type { MemOS } from 'memos-graph';
import { MemosGraphError } from 'memos-graph';
import { expect } from 'vitest';

/** What an answer says besides its cost and what differs from call to call. */
export function plain<Answer extends { readonly receipt: unknown }>({
  receipt: _cost,
  ...answer
}: Answer): Omit<Answer, 'receipt'> {
  return answer;
}

/** Counts of nodes as health has them: these, and none of the other kinds. */
export const countsOf = (counted: Readonly<Record<string, number>>): Record<string, number> => ({
  note: 0,
  decision: 0,
  commitment: 0,
  pattern: 0,
  entity: 0,
  alias: 0,
  session: 0,
  knowledge: 0,
  ...counted,
});

/** Leaves out, at every depth, what two equal histories may differ in. */
export function without(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, keys));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !keys.has(key))
      .map(([key, inner]) => [key, without(inner, keys)]),
  );
}

/** Every line of an export, in its order. */
export async function exported(memory: MemOS): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  for await (const line of memory.export()) lines.push(line);
  return lines;
}

/** The error a call ends with; fails when it does not end with one of ours. */
export async function failure(call: Promise<unknown>): Promise<MemosGraphError> {
  try {
    await call;
  } catch (error) {
    if (MemosGraphError.isInstance(error)) return error;
    throw error;
  }
  return expect.unreachable('the call did not fail');
}

/** The error's code and sentence, and the facts it carries. */
export async function failureFacts(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await failure(call);
  return { ...Object.fromEntries(Object.entries(error)), code: error.code, message: error.message };
}

/** Runs a call that must not change anything in this space. */
export async function changesNothing<Result>(
  memory: MemOS,
  call: () => Promise<Result>,
): Promise<Result> {
  const before = await exported(memory);
  const result = await call();
  expect(await exported(memory)).toEqual(before);
  return result;
}

/** The numbers every receipt has. */
export const anyReceipt = {
  sessions: expect.any(Number),
  transactions: expect.any(Number),
  statements: expect.any(Number),
  roundTrips: expect.any(Number),
  retries: expect.any(Number),
  sharedBy: expect.any(Number),
};

export const contents = (items: readonly { readonly content?: string }[]): readonly unknown[] =>
  items.map(({ content }) => content);

export const ids = (items: readonly { readonly id: string }[]): readonly string[] =>
  items.map(({ id }) => id);
