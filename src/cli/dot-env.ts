import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Only these names are taken: a file that comes with a folder must not steer the process or the programs it starts. */
const ours = /^(?:MEMOS_GRAPH_|NEO4J_)/;

/** Names that mean the same: when one is set in the environment, none of them is taken from the file. */
const groups = [
  ['MEMOS_GRAPH_URL', 'NEO4J_URI'],
  ['NEO4J_PASSWORD', 'NEO4J_PASSWORD_FILE'],
] as const;

/** Adds what `file` says about us to the environment; what is set there already stays. */
export function loadDotEnv(file: string, environment: NodeJS.ProcessEnv): void {
  const found = Object.entries(parseEnv(read(file)));
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const taken = found.filter(
    ([name]) => ours.test(name) && !synonyms(name).some((synonym) => isSet(synonym)),
  );
  for (const [name, value] of taken) environment[name] = value;
}

function synonyms(name: string): readonly string[] {
  return groups.find((group) => group.some((member) => member === name)) ?? [name];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // most folders have none, and one that cannot be read is not ours to complain about
  }
}
