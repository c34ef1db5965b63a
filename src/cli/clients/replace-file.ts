import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { type ClientSettings, unusable } from './client-settings.ts';
import { errorCode } from './error-code.ts';

export interface Replaced {
  readonly changed: boolean;
  /** Where the old file is kept, if there was one. */
  readonly backup?: string;
}

/** Puts a text in the place of what was read, as a whole, so that nobody ever reads half of it. */
export function replaceFile({ file, text }: ClientSettings, wanted: string): Replaced {
  if (text === wanted) return { changed: false };
  try {
    if (text !== undefined) return { changed: true, backup: replaceKnown(file, text, wanted) };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted, { mode: 0o600, flag: 'wx' });
    return { changed: true };
  } catch (error) {
    const reason = `Cannot write ${JSON.stringify(file)} (${errorCode(error)})`;
    throw unusable(`${reason}; nothing was changed`, error);
  }
}

/** A link to the file stays one, and so do the file's rights. */
function replaceKnown(named: string, text: string, wanted: string): string {
  const file = realpathSync(named);
  const backup = `${file}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}.bak`;
  const beside = `${file}.${process.pid}.new`;
  copyFileSync(file, backup, constants.COPYFILE_EXCL);
  try {
    const mode = statSync(file).mode & 0o7777;
    writeFileSync(beside, wanted, { mode, flag: 'wx' });
    chmodSync(beside, mode); // the umask has taken its bits away
    if (readFileSync(file, 'utf8') !== text)
      throw Object.assign(new Error('Another program wrote it'), { code: 'changed meanwhile' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    rmSync(backup, { force: true });
    throw error;
  }
  return backup;
}
