import type { CallLimits, EngineHealth } from '../../engine/engine.ts';
import { schemaStatus } from './schema.ts';
import type { Row, StatementRunner } from './statement-runner.ts';
import { ping, serverVersion, showSettings } from './statements/schema-statements.ts';

const oldestServer = [5, 26] as const;

/** Looks at the server: works when the schema is missing, too. */
export async function checkHealth(
  runner: StatementRunner,
  location: string,
  limits: CallLimits,
): Promise<EngineHealth> {
  const { rows } = await runner.run({ statement: serverVersion, parameters: {} }, limits);
  const version = versionIn(rows);
  const start = performance.now();
  await runner.run({ statement: ping, parameters: {} }, limits);
  const latencyMs = Math.round((performance.now() - start) * 100) / 100;
  const schema = await schemaStatus(runner, limits);
  const settings = await runner
    .run({ statement: showSettings, parameters: {} }, limits)
    .catch(() => undefined); // a user may lack the right to see them
  const problems = [...versionProblems(version), ...schema.problems];
  const advice = settings === undefined ? [unchecked] : settingAdvice(settings.rows);
  return { engine: 'neo4j', version, location, schema, latencyMs, problems, advice };
}

function versionIn(rows: readonly Row[]): string {
  const kernel = rows.find((row) => row['name'] === 'Neo4j Kernel');
  const version = kernel?.['version'];
  return typeof version === 'string' ? version : 'unknown';
}

function versionProblems(version: string): readonly string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldestServer[0] || (major === oldestServer[0] && minor < oldestServer[1]);
  return isOld
    ? [`Neo4j ${version} is too old; memos-graph needs ${oldestServer.join('.')} or later`]
    : [];
}

const unchecked = "The server's settings could not be read, so LOAD CSV was not checked";

/** Every address there is, of both kinds. */
const everywhere = ['0.0.0.0/0', '::/0'];

const isOpen = (blocked: string): boolean => {
  const ranges = new Set(blocked.split(',').map((range) => range.trim()));
  return everywhere.some((range) => !ranges.has(range));
};

/** The fourth stage of `queryGraph` is the server's own: settings that keep LOAD CSV inside. */
function settingAdvice(rows: readonly Row[]): readonly string[] {
  const valueOf = (name: string): string => {
    const value = rows.find((row) => row['name'] === name)?.['value'];
    return typeof value === 'string' ? value : '';
  };
  const files = 'dbms.security.allow_csv_import_from_file_urls';
  const addresses = 'internal.dbms.cypher_ip_blocklist';
  return [
    ...(valueOf(files) === 'true'
      ? [`The server lets Cypher read files; set ${files}=false in neo4j.conf`]
      : []),
    ...(isOpen(valueOf(addresses))
      ? [`The server lets Cypher fetch addresses; set ${addresses}=0.0.0.0/0,::/0 in neo4j.conf`]
      : []),
  ];
}
