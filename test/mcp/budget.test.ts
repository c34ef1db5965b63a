import { expect, it } from 'vitest';

import { connectStdio, type TestClient, type ToolResult } from './support/clients.ts';
import { describePlaces } from './support/places.ts';

describePlaces('answers over MCP', (makePlace) => {
  it('keep to their budget, say so, and go on where they stopped', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place, ['--max-tokens', '300']);
    const ids = Array.from({ length: 12 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    for (const [index, id] of ids.entries()) {
      await client.call('memory_remember', {
        id,
        content: `Garden note ${id} ${'tomato '.repeat(20)}`,
        occurredAt: `2026-01-${String(index + 1).padStart(2, '0')}`,
        entities: ['Garden'],
      });
    }
    for (const [name, given] of [
      ['memory_recall', { query: '', limit: 5 }],
      ['memory_entity', { entity: 'Garden', limit: 5 }],
    ] as const) {
      const found = await everyPage(client, name, given);
      expect(found.ids, name).toEqual(ids.toReversed());
      expect(found.pages, name).toBeGreaterThan(3);
    }
  });

  it('cut a text that is too long alone, and say so', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place, ['--max-tokens', '500']);
    await client.call('memory_remember', { id: 'long', content: 'word '.repeat(10_000) });
    const found = await client.call('memory_recall', { query: 'word' });
    expect(sizeOf(found)).toBeLessThanOrEqual(500 * 4);
    expect(found.structuredContent).toMatchObject({
      memories: [{ id: 'long', isCut: true }],
      truncated: true,
    });
  });

  it('show only so many paths of a trace, and the memories on them', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place, ['--max-tokens', '500', '--profile', 'full']);
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: `cause-${index}`,
      content: `Cause ${index} ${'because '.repeat(15)}`,
      links: [{ type: 'LEADS_TO', to: 'effect' }],
    }));
    await client.call('memory_store_memory_batch', {
      items: [{ id: 'effect', content: 'It broke' }, ...items],
    });
    const traced = await client.call('memory_trace', { id: 'effect' });
    expect(sizeOf(traced)).toBeLessThanOrEqual(500 * 4);
    const { paths, nodes, truncated } = traced.structuredContent as Traced;
    expect(truncated).toBe(true);
    expect(paths.length).toBeGreaterThan(1);
    expect(nodes.map(({ id }) => id).toSorted()).toEqual(
      paths
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    );
    // The same by the operation of the library, which has no room for its nodes either.
    const whole = await client.call('memory_what_led_to', { id: 'effect' });
    expect(sizeOf(whole)).toBeLessThanOrEqual(500 * 4);
    expect(whole.structuredContent).toMatchObject({ truncated: true });
  });

  it('go through a list of the full profile by its cursor', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place, ['--max-tokens', '500', '--profile', 'full']);
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: `n${index}`,
      content: 'x'.repeat(100),
    }));
    await client.call('memory_store_memory_batch', { items });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const given = cursor === undefined ? {} : { cursor };
      const { structuredContent } = await client.call('memory_list', given);
      const page = structuredContent as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(items.map(({ id }) => id).toReversed());
  });
});

const sizeOf = ({ content, structuredContent }: ToolResult): number =>
  Math.max(
    Buffer.byteLength(content[0]?.text ?? ''),
    Buffer.byteLength(JSON.stringify(structuredContent)),
  );

interface Traced {
  readonly paths: readonly (readonly { readonly id: string }[])[];
  readonly nodes: readonly { readonly id: string }[];
  readonly truncated: boolean;
}

interface Page {
  readonly memories: readonly { readonly id: string }[];
  readonly truncated: boolean;
  readonly nextCursor?: string;
}

async function everyPage(client: TestClient, name: string, given: Record<string, unknown>) {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const answer = await client.call(name, {
      ...given,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(answer.isError, JSON.stringify(answer.content)).not.toBe(true);
    expect(sizeOf(answer)).toBeLessThanOrEqual(300 * 4);
    const page = answer.structuredContent as Page;
    ids.push(...page.memories.map(({ id }) => id));
    expect(page.truncated).toBe(page.nextCursor !== undefined);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== undefined && pages < 50);
  return { ids, pages };
}
