import { InvalidInputError } from '../errors/input-errors.ts';
import type { OpenMemoryOptions } from '../open-memory.ts';
import type { GlobalOptions } from './invocation.ts';

/** What the library needs to open the memory that the options mean; what is not given comes from the environment. */
export function openOptions(options: GlobalOptions): OpenMemoryOptions {
  refusePassword('--url', options.url);
  for (const name of ['MEMOS_GRAPH_URL', 'NEO4J_URI']) refusePassword(name, process.env[name]);
  const { url, space, database, username } = options;
  return {
    ...(url === undefined ? {} : { url }),
    ...(space === undefined ? {} : { space }),
    ...(database === undefined ? {} : { database }),
    ...(username === undefined ? {} : { username }),
    warm: false, // one command runs only what it needs
  };
}

/** Other users of the machine can read the command lines of its processes. */
function refusePassword(source: string, url: string | undefined): void {
  if (url === undefined || !/^[a-z0-9+]+:\/\/[^/]*@/i.test(url)) return;
  throw new InvalidInputError(
    'url',
    `Expected ${source} to be an address without a user name and password; set NEO4J_USERNAME and NEO4J_PASSWORD instead`,
  );
}
