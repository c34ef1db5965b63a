import { openMemory } from 'memos-graph';

import { printCost } from './cost.ts';
import { rememberDecision } from './first-draft.ts';

await using memory = await openMemory({ migrate: true });

await printCost(memory, () =>
  // Calls inside the callback find their context by themselves.
  memory.sessionContext({}, () => rememberDecision(memory.adapter)),
);
