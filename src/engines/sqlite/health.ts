import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { EngineHealth } from '../../engine/engine.ts';
import type { Connection } from './connection.ts';
import { inMemory, withReadOnly } from './database-file.ts';
import { readSchemaStatus } from './schema-status.ts';

const mebibyte = 2 ** 20;
/** A larger file is not read through on each look at its health. */
const largestCheckedBytes = 32 * mebibyte;
const leastFreeBytes = 100 * mebibyte;
/** The rights of everyone but the owner. */
const othersMode = 0o077;

const smallestRead = `
SELECT sqlite_version() AS version
FROM (SELECT count(*) FROM (SELECT 1 FROM nodes LIMIT 1))`;

/** How the file and what is in it are. */
export async function readHealth(reader: Connection): Promise<EngineHealth> {
  const startedAt = performance.now();
  const version = reader.get<{ version: string }>(smallestRead)?.version ?? '';
  const latencyMs = performance.now() - startedAt;
  const schema = readSchemaStatus(reader);
  const problems = [
    ...schema.problems,
    ...contentProblems(reader),
    ...(await diskProblems(reader.file)),
  ];
  const location = reader.file;
  return { engine: 'sqlite', version, location, schema, latencyMs, problems, advice: [] };
}

function contentProblems(reader: Connection): readonly string[] {
  const bytes = Number(reader.pragma('page_count')) * Number(reader.pragma('page_size'));
  if (bytes > largestCheckedBytes || reader.file === inMemory) return [];
  // A new connection, since the check of full text trusts what an older one remembers of its structure.
  const isWhole = withReadOnly(
    reader.file,
    (connection) => connection.pragma('quick_check(1)') === 'ok',
  );
  return isWhole ? [] : ['The file is damaged; restore it from a backup'];
}

async function diskProblems(file: string): Promise<readonly string[]> {
  if (file === inMemory) return [];
  const problems: string[] = [];
  const { bavail, bsize } = await statfs(dirname(file));
  const freeBytes = bavail * bsize;
  if (freeBytes < leastFreeBytes)
    problems.push(`Only ${Math.floor(freeBytes / mebibyte)} MiB are free on the disk; make room`);
  // Windows has no such modes.
  if (process.platform !== 'win32' && (statSync(file).mode & othersMode) !== 0)
    problems.push(
      'Other users of this machine can open the file; take their rights away (chmod 600)',
    );
  return problems;
}
