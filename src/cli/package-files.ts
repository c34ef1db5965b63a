import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, from source and from `dist` alike. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

export function packageVersion(): string {
  const file = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  const { version } = JSON.parse(file) as { version: string }; // our own file
  return version;
}
