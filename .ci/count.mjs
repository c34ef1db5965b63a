// Prints what failed, and how many tests passed and failed, by vitest's JSON reports; fails when one failed.
import { readFileSync } from 'node:fs';

/** A failure is told again at the very end, since the start of a long log is often cut off. */
const messageCharacters = 1_500;

let passed = 0;
const failures = [];

for (const path of process.argv.slice(2)) {
  const report = read(path);
  passed += report.numPassedTests;
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of failed) {
      failures.push(`${file.name}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
    }
    // A file that cannot be loaded fails without a failing test of its own.
    if (file.status === 'failed' && failed.length === 0)
      failures.push(`${file.name}\n${file.message}`);
  }
}

for (const failure of failures) console.log(`\n${failure.slice(0, messageCharacters)}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** A run that ended before it could report is a failure, not an empty success. */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    const message = 'has no report: the run ended before it could write one.';
    return {
      numPassedTests: 0,
      testResults: [{ name: path, status: 'failed', message, assertionResults: [] }],
    };
  }
}
