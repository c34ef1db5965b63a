import { openMemory } from 'memos-graph';

import { printCost } from './cost.ts';
import { rememberDecision } from './first-draft.ts';

await using memory = await openMemory({ migrate: true });

await printCost(memory, () =>
  memory.sessionContext({ batchTransaction: true }, () => rememberDecision(memory.adapter)),
);
