import { withoutSecrets } from './without-secrets.ts';

/** What the environment says about us, without secrets. */
export interface Setting {
  readonly name: string;
  /** Its value, or that it is set, where it is secret. */
  readonly state: string;
  readonly note?: string;
}

const known = [
  ['MEMOS_GRAPH_URL', 'plain'],
  ['MEMOS_GRAPH_SPACE', 'plain'],
  ['NEO4J_URI', 'plain'],
  ['NEO4J_USERNAME', 'plain'],
  ['NEO4J_PASSWORD', 'secret'],
  ['NEO4J_PASSWORD_FILE', 'plain'],
  ['NEO4J_DATABASE', 'plain'],
] as const;

/** Names that other programs use for what we read under another name. */
const foreign: Readonly<Record<string, string>> = {
  NEO4J_URL: 'NEO4J_URI',
  NEO4J_USER: 'NEO4J_USERNAME',
  NEO4J_PASS: 'NEO4J_PASSWORD',
  NEO4J_MCP_URI: 'NEO4J_URI',
  NEO4J_MCP_USERNAME: 'NEO4J_USERNAME',
  NEO4J_MCP_PASSWORD: 'NEO4J_PASSWORD',
  NEO4J_MCP_DATABASE: 'NEO4J_DATABASE',
};

const serverPrefix = 'NEO4J_MCP_';

/** Every variable that we read, and those set for other programs that look as if they were meant for us. */
export function settingsOf(environment: NodeJS.ProcessEnv): readonly Setting[] {
  const value = (name: string): string | undefined =>
    environment[name] === '' ? undefined : environment[name];
  const ours = known.map(([name, nature]) => ownSetting(name, nature, value));
  const others = Object.keys(environment)
    .filter(
      (name) => (name in foreign || name.startsWith(serverPrefix)) && value(name) !== undefined,
    )
    .toSorted()
    .map((name) => foreignSetting(name, value));
  return [...ours, ...others];
}

type Lookup = (name: string) => string | undefined;

function ownSetting(name: string, nature: 'plain' | 'secret', value: Lookup): Setting {
  const found = value(name);
  if (found === undefined) return { name, state: 'not set' };
  const state = nature === 'secret' ? 'set' : withoutSecrets(found);
  const stronger = shadowedBy[name];
  return stronger === undefined || value(stronger) === undefined
    ? { name, state }
    : { name, state, note: `not used, since ${stronger} is set` };
}

const shadowedBy: Readonly<Record<string, string>> = {
  NEO4J_URI: 'MEMOS_GRAPH_URL',
  NEO4J_PASSWORD_FILE: 'NEO4J_PASSWORD',
};

function foreignSetting(name: string, value: Lookup): Setting {
  const meant = foreign[name];
  if (meant === undefined) {
    return { name, state: 'set', note: "not read: it sets up Neo4j's own MCP server" };
  }
  const advice = value(meant) === undefined ? `: export ${meant}="$${name}"` : `, which is set`;
  return { name, state: 'set', note: `not read; memos-graph reads ${meant}${advice}` };
}

/** Tells whether the environment gives no password at all. */
export function lacksPassword(): boolean {
  const { NEO4J_PASSWORD, NEO4J_PASSWORD_FILE } = process.env;
  return (NEO4J_PASSWORD ?? '') === '' && (NEO4J_PASSWORD_FILE ?? '') === '';
}
