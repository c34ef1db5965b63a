import * as z from 'zod';

import { compileMemory, type StoredMemory, storedMemoryOutput } from './compile-memory.ts';
import { type Plan, defineWrite } from './define-operation.ts';
import { memoryInput, type MemoryInput } from './memory-fields.ts';
import { compilePattern, type StoredPattern, storedPatternOutput } from './record-pattern.ts';

/** What `remember` and `storeMemoryBatch` do: any kind of memory, with its entities and links, in one change set. */
export const storeMemory = defineWrite({
  name: 'remember',
  summary: 'Remember a note, decision, commitment or pattern with who and what it is about',
  input: memoryInput,
  output: z.union([storedPatternOutput, storedMemoryOutput]),
  compile: (input: MemoryInput, createdAt): Plan<StoredMemory | StoredPattern> =>
    input.kind === 'pattern'
      ? compilePattern(patternOf(input), createdAt)
      : compileMemory(input, createdAt),
});

function patternOf({ kind: _pattern, ...input }: MemoryInput) {
  return input;
}
