import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Java {
  readonly path: string;
  readonly version: number;
}

/** The first Java of one of these major versions: the one asked for, then the usual one, then any installed. */
export async function findJava(versions: readonly number[]): Promise<Java | undefined> {
  for (const path of await candidates()) {
    const version = await majorVersion(path);
    if (version !== undefined && versions.includes(version)) return { path, version };
  }
  return undefined;
}

async function candidates(): Promise<string[]> {
  const { JAVA_HOME: home } = process.env;
  return [
    ...(home === undefined ? [] : [join(home, 'bin/java')]),
    'java',
    ...(await within('/usr/lib/jvm', 'bin/java')),
    ...(await within('/Library/Java/JavaVirtualMachines', 'Contents/Home/bin/java')),
  ];
}

async function within(folder: string, program: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.toSorted().map((name) => join(folder, name, program));
}

/** Java says its version on the error stream: `openjdk version "17.0.15" 2025-04-15`. */
async function majorVersion(path: string): Promise<number | undefined> {
  try {
    const { stderr } = await run(path, ['-version']);
    const major = /version "(\d+)/.exec(stderr)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined; // not there, or a stub that asks to install it
  }
}
