import type { Adapter } from 'memos-graph';

/** A decision with the two things it is about, one small step after another. */
export async function rememberDecision(adapter: Adapter): Promise<void> {
  const ada = await adapter.createEntity({ name: 'Ada', type: 'person' });
  const page = await adapter.createEntity({ name: 'order page' });
  const decision = await adapter.recordDecision({ content: 'Deploy on Tuesdays only' });
  await adapter.linkNodes({ from: decision.id, type: 'INVOLVES', to: ada.id });
  await adapter.linkNodes({ from: decision.id, type: 'IMPACTS', to: page.id });
}
