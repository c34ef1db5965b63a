import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { contents } from '../contract/answers.ts';
import { describeEngines } from '../contract/engines.ts';
import { Actor } from './actor.ts';

type Step = keyof Actor['steps'];
type End = keyof Actor['ends'];

const steps: readonly Step[] = [
  'write',
  'write',
  'fail',
  'list',
  'abort',
  'nest',
  'nest and throw',
];
const ends: readonly End[] = ['commit', 'commit', 'roll back', 'close'];

/** What a caller does, step by step. */
const plan = fc.record({
  isBatch: fc.boolean(),
  steps: fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 4 }),
  end: fc.constantFrom(...ends),
});

describeEngines('contexts of several callers', (open, engine) => {
  const numRuns = engine === 'neo4j' ? 40 : 150;

  it('keep what each was told, however they interleave', async () => {
    const plans = fc.array(plan, { minLength: 2, maxLength: 4 });
    const property = fc.asyncProperty(fc.scheduler(), plans, async (scheduler, given) => {
      await using memory = await open();
      const act = async (one: (typeof given)[number], name: number): Promise<Actor> => {
        const turn = (what: string) => scheduler.schedule(Promise.resolve(), `${name} ${what}`);
        const actor = new Actor(memory, one.isBatch, turn);
        for (const [index, step] of one.steps.entries()) {
          await turn(step);
          await actor.steps[step](`${name}-${index}`);
        }
        await turn(one.end);
        await actor.ends[one.end]();
        return actor;
      };
      const actors = await scheduler.waitFor(Promise.all(given.map(act)));
      const uncertain = new Set(actors.flatMap((actor) => actor.uncertain));
      const kept = contents((await memory.list({ limit: 100 })).items);
      expect(new Set(kept.filter((content) => !uncertain.has(String(content))))).toEqual(
        new Set(actors.flatMap(({ model }) => model.kept)),
      );
      const { contexts } = memory.adapter.metrics();
      expect(contexts.opened).toBe(contexts.closed);
    });
    await fc.assert(property, { numRuns });
  }, 180_000);
});
