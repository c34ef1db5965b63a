import { expect, it } from 'vitest';

import { Workplace } from './support/command-line.ts';

it('says that there was nothing to test, and no word of a test', async () => {
  using place = new Workplace();
  const address = ['--url', place.url];
  await place.run(['schema', 'apply', ...address]);
  await place.run(['remember', 'The oven is warm', ...address]);
  expect((await place.run(['correlations', ...address])).stderr).toBe(
    'No promise was broken or late\n',
  );
  expect((await place.run(['correlations', 'outage', ...address])).stderr).toBe(
    'No memory that something preceded has “outage”\n',
  );
});
