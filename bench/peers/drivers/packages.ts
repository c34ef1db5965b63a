import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of a module `neo4j-driver` that is needed to count sessions, in any of its versions. */
interface DriverModule {
  driver(url: string): { close(): Promise<void> };
}

/** Gets packages from the folder that the benchmark installed a system into, which it names as the first argument. */
export class Packages {
  readonly #folder: string;
  readonly #require: NodeJS.Require;

  constructor(folder = process.argv[2] ?? '') {
    this.#folder = folder;
    this.#require = createRequire(join(folder, 'package.json'));
  }

  /** A module by its public name. The caller says what it uses of it. */
  load(name: string): unknown {
    return this.#require(name);
  }

  /** A file of a package that exports everything. The caller says what it uses of it. */
  async loadFile(path: string): Promise<unknown> {
    return import(pathToFileURL(join(this.#folder, 'node_modules', path)).href);
  }

  /** Name and version of the database driver beside the system. */
  get driver(): string {
    const { version } = this.load('neo4j-driver/package.json') as { version: string };
    return `neo4j-driver ${version}`;
  }

  /** Counts the sessions that the database driver beside the system opens from now on. */
  countSessions(): () => number {
    return countSessions(this.load('neo4j-driver') as DriverModule);
  }
}

/** Counts the sessions that a database driver opens from now on. */
export function countSessions(neo4j: DriverModule): () => number {
  const unused = neo4j.driver('bolt://127.0.0.1:1'); // it connects when it is used
  let count = 0;
  const owner = ownerOf(unused, 'session');
  const session: unknown = Reflect.get(owner, 'session');
  if (typeof session !== 'function') throw new Error('The driver has no sessions');
  Reflect.set(owner, 'session', function counted(this: unknown, ...values: unknown[]): unknown {
    count += 1;
    return Reflect.apply(session, this, values);
  });
  void unused.close();
  return () => count;
}

/** The prototype that a method is defined in. */
function ownerOf(object: object, name: string): object {
  for (let at: unknown = object; at instanceof Object; at = Object.getPrototypeOf(at))
    if (Object.hasOwn(at, name)) return at;
  throw new Error(`There is no ${name}`);
}
