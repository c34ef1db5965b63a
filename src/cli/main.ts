#!/usr/bin/env node
import { join } from 'node:path';

import { loadDotEnv } from './dot-env.ts';
import { reportFailure } from './failure.ts';
import { watchInterruptions } from './interruption.ts';
import { makeProgram } from './program.ts';

watchInterruptions();
loadDotEnv(join(process.cwd(), '.env'), process.env);

try {
  await makeProgram().parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
