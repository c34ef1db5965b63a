import { searchCall } from './search.ts';
import type { StatementRunner } from './statement-runner.ts';
import { write, writeMemories } from './statements/write-statements.ts';

/** Planning these takes up to seconds: it is done once, alone, before anybody waits for an answer. */
export async function warmStatements(
  runner: StatementRunner,
  { readOnly }: { readonly readOnly: boolean },
): Promise<void> {
  // With READ access the server refuses the text itself, whatever it would write.
  for (const statement of readOnly ? [] : [writeMemories, write])
    await runner.run({ statement, parameters: { units: [] }, timeoutMs: 60_000 }, {});
  const nothing = {
    space: '',
    kinds: [],
    terms: [],
    words: [],
    named: [],
    limit: 1,
    perEntity: 1,
    hopFrom: 1,
    perHop: 1,
    withNeighbours: false,
  };
  await runner.run({ ...searchCall(nothing), timeoutMs: 60_000 }, {});
}
