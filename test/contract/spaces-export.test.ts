import { expect, it } from 'vitest';

import { exported } from './answers.ts';
import { describeEngines } from './engines.ts';

describeEngines('the export of a space', (open) => {
  it('leaves out no id that looks like those of entities', async () => {
    await using memory = await open();
    const ids = ['entity', 'entity^', 'entity`', 'entity`a', 'zz'];
    for (const id of ids) await memory.remember(`about ${id}`, { id });
    const lines = await exported(memory);
    const text = JSON.stringify(lines);
    const found = ids.filter((id) => text.includes(`"about ${id}"`));
    expect(found).toEqual(ids);
  });
});
