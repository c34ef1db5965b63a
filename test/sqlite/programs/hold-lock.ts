import { setTimeout as sleep } from 'node:timers/promises';

import { Connection } from '../../../src/engines/sqlite/connection.ts';

// Holds the write lock of a file for a while; prints one line when it has it.
const [file = '', holdMs = '0'] = process.argv.slice(2);

const connection = new Connection(file);
connection.exec('BEGIN IMMEDIATE');
process.stdout.write('held\n');
await sleep(Number(holdMs));
connection.exec('COMMIT');
connection.close();
