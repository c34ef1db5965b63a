// Prints how many tests passed and failed in vitest's JSON reports; fails when one failed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;

for (const path of process.argv.slice(2)) {
  const report = read(path);
  passed += report.numPassedTests;
  // A file that cannot be loaded fails without a failing test of its own.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  failed += report.numFailedTests + unloaded.length;
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** A run that ended before it could report is a failure, not an empty success. */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, testResults: [] };
  }
}
