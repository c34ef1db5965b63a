import { compileMemory, storedMemoryOutput } from './compile-memory.ts';
import { defineWrite } from './define-operation.ts';
import { decisionInput } from './memory-fields.ts';

export const recordDecision = defineWrite({
  name: 'recordDecision',
  summary: 'Record what was decided, why, and what else was considered',
  input: decisionInput,
  output: storedMemoryOutput,
  compile: (input, createdAt) => compileMemory({ ...input, kind: 'decision' }, createdAt),
});
