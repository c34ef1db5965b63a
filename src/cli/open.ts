import { InvalidInputError } from '../errors/input-errors.ts';
import type { MemOS } from '../memos/memos.ts';
import { adapterFor, locate, openMemory, type OpenMemoryOptions } from '../open-memory.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { GlobalOptions } from './invocation.ts';

/** Opens the memory that the options mean. */
export function open(options: GlobalOptions, signal: AbortSignal): Promise<MemOS> {
  return openMemory({ ...openOptions(options), signal });
}

/** Opens it for a server, which has many calls to make ready for. */
export function openForServing(
  options: GlobalOptions,
  { signal, readOnly }: { readonly signal: AbortSignal; readonly readOnly: boolean },
): Promise<MemOS> {
  return openMemory({ ...openOptions(options), warm: true, readOnly, signal });
}

/** Opens a memory in a new file. */
export function openFile(
  file: string,
  { space }: GlobalOptions,
  signal: AbortSignal,
): Promise<MemOS> {
  const given = space === undefined ? {} : { space };
  return openMemory({ url: `sqlite:${file}`, migrate: true, signal, ...given });
}

/** Makes the adapter that the options mean, without connecting. */
export function makeAdapter(options: GlobalOptions): Promise<Adapter> {
  return adapterFor(openOptions(options));
}

/** The address of the memory that the options mean. */
export function addressOf({ url }: GlobalOptions): string {
  refusePasswords(url);
  return locate(url).url;
}

/** What the library needs to know; what is not given comes from the environment. */
function openOptions(options: GlobalOptions): OpenMemoryOptions {
  refusePasswords(options.url);
  const { url, space, database, username } = options;
  return {
    ...(url === undefined ? {} : { url }),
    ...(space === undefined ? {} : { space }),
    ...(database === undefined ? {} : { database }),
    ...(username === undefined ? {} : { username }),
    warm: false, // one command runs only what it needs
  };
}

function refusePasswords(url: string | undefined): void {
  refusePassword('--url', url);
  for (const name of ['MEMOS_GRAPH_URL', 'NEO4J_URI']) refusePassword(name, process.env[name]);
}

/** Other users of the machine can read the command lines of its processes. */
function refusePassword(source: string, url: string | undefined): void {
  if (url === undefined || !/^(?!sqlite:)[a-z0-9+]+:\/\/.*@/is.test(url)) return;
  throw new InvalidInputError(
    'url',
    `Expected ${source} to be an address without a user name and password; set NEO4J_USERNAME and NEO4J_PASSWORD instead`,
  );
}
