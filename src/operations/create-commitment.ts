import { compileMemory, storedMemoryOutput } from './compile-memory.ts';
import { defineWrite } from './define-operation.ts';
import { commitmentInput } from './memory-fields.ts';

export const createCommitment = defineWrite({
  name: 'createCommitment',
  summary: 'Record what was promised, to whom and until when',
  input: commitmentInput,
  output: storedMemoryOutput,
  compile: (input, createdAt) => compileMemory({ ...input, kind: 'commitment' }, createdAt),
});
