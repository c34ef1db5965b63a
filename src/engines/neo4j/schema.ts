import type { CallLimits, SchemaStatus } from '../../engine/engine.ts';
import {
  DatabaseFailedError,
  SchemaConflictError,
  SchemaMissingError,
  SchemaNewerError,
} from '../../errors/database-errors.ts';
import { WholeNumber } from './parameter.ts';
import type { Row, StatementRunner } from './statement-runner.ts';
import {
  awaitIndexes,
  readSchemaVersion,
  type SchemaPart,
  schemaParts,
  schemaVersion,
  showConstraints,
  showIndexes,
  writeSchemaVersion,
} from './statements/schema-statements.ts';
import type { Statement } from './statements/statement.ts';

/** A constraint waits for open writers, and for its index to be filled, in milliseconds. */
const buildTimeoutMs = 310_000;

const versionNode = 'schema';

/** The version that is applied; 0 when none is. */
async function appliedVersion(runner: StatementRunner, limits: CallLimits): Promise<number> {
  const parameters = { id: versionNode };
  const { rows } = await runner.run({ statement: readSchemaVersion, parameters }, limits);
  const version = rows[0]?.['version'];
  return typeof version === 'number' ? version : 0;
}

/** Refuses a database whose schema this release does not fit; applies it first when it may. */
export async function checkSchema(
  runner: StatementRunner,
  migrate: boolean,
  limits: CallLimits,
): Promise<void> {
  const version = await appliedVersion(runner, limits);
  if (version === schemaVersion) return;
  if (version > schemaVersion) throw new SchemaNewerError(version, schemaVersion);
  if (!migrate)
    throw new SchemaMissingError(
      version === 0 ? 'missing' : `of version ${version}, this release needs ${schemaVersion}`,
    );
  await applySchema(runner, limits);
}

export async function schemaStatus(
  runner: StatementRunner,
  limits: CallLimits,
): Promise<SchemaStatus> {
  const version = await appliedVersion(runner, limits);
  const problems = (await inspect(runner, limits)).flatMap(({ problem }) => problem ?? []);
  if (version !== schemaVersion)
    problems.unshift(
      version === 0
        ? 'The schema has not been applied; run `memos-graph schema apply`'
        : `The schema has version ${version}, this release needs ${schemaVersion}`,
    );
  return { version, wanted: schemaVersion, problems, applied: [] };
}

/** Makes what is missing, waits until it is ready, and verifies it; several processes may do so at once. */
export async function applySchema(
  runner: StatementRunner,
  limits: CallLimits,
): Promise<SchemaStatus> {
  const version = await appliedVersion(runner, limits);
  if (version > schemaVersion) throw new SchemaNewerError(version, schemaVersion);
  const missing = refuseConflicts(await inspect(runner, limits)).filter(
    ({ state }) => state === 'missing',
  );
  for (const { part } of missing) await create(runner, part, limits);
  await build(runner, awaitIndexes, limits);
  const left = refuseConflicts(await inspect(runner, limits)).find(
    ({ state }) => state !== 'ready',
  );
  if (left !== undefined) throw new SchemaConflictError(`${left.problem}; nothing was dropped`);
  const parameters = { id: versionNode, version: new WholeNumber(schemaVersion) };
  await runner.run({ statement: writeSchemaVersion, parameters }, limits);
  const applied = missing.map(
    ({ part }) => `made the ${part.isConstraint ? 'constraint' : 'index'} ${part.name}`,
  );
  return { version: schemaVersion, wanted: schemaVersion, problems: [], applied };
}

async function create(
  runner: StatementRunner,
  part: SchemaPart,
  limits: CallLimits,
): Promise<void> {
  try {
    await build(runner, part.create, limits);
  } catch (error) {
    const code = error instanceof DatabaseFailedError ? error.databaseCode : '';
    // Another process was faster; what it made is verified afterwards.
    if (code === 'Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists') return;
    const reason = conflictReason(part, code);
    throw reason === undefined ? error : new SchemaConflictError(reason, { cause: error });
  }
}

function conflictReason(part: SchemaPart, code: string): string | undefined {
  const { name, labels, properties } = part;
  if (code === 'Neo.DatabaseError.Schema.ConstraintCreationFailed')
    return `The constraint ${name} cannot be made: there are ${labels.join()} nodes with the same ${properties.join(' and ')}. Remove the doubles, then apply the schema again`;
  if (code.startsWith('Neo.ClientError.Schema.'))
    return `${name} cannot be made: something else covers ${placeOf(part)} already. Drop it, then apply the schema again`;
  return undefined;
}

async function build(
  runner: StatementRunner,
  statement: Statement,
  limits: CallLimits,
): Promise<void> {
  await runner.run({ statement, parameters: {}, timeoutMs: buildTimeoutMs }, limits);
}

interface Inspected {
  readonly part: SchemaPart;
  readonly state: 'ready' | 'building' | 'missing' | 'conflict';
  readonly problem?: string;
}

async function inspect(runner: StatementRunner, limits: CallLimits): Promise<readonly Inspected[]> {
  const constraints = await runner.run({ statement: showConstraints, parameters: {} }, limits);
  const indexes = await runner.run({ statement: showIndexes, parameters: {} }, limits);
  const found = { constraints: constraints.rows, indexes: indexes.rows };
  return schemaParts.map((part) => inspectPart(part, found));
}

interface Found {
  readonly constraints: readonly Row[];
  readonly indexes: readonly Row[];
}

function inspectPart(part: SchemaPart, { constraints, indexes }: Found): Inspected {
  const rows = part.isConstraint ? constraints : indexes;
  const named = [...constraints, ...indexes].find((row) => row['name'] === part.name);
  if (named !== undefined && !covers(named, part))
    return {
      part,
      state: 'conflict',
      problem: `The name ${part.name} belongs to something that does not cover ${placeOf(part)}`,
    };
  // A full-text index is asked by its name, so only its own will do.
  const fitting = part.type === 'FULLTEXT' ? named : rows.find((row) => covers(row, part));
  if (fitting === undefined)
    return { part, state: 'missing', problem: `${part.name} on ${placeOf(part)} is missing` };
  const { state = 'ONLINE' } = fitting as { readonly state?: string }; // only indexes have one
  if (state !== 'ONLINE')
    return { part, state: 'building', problem: `${part.name} is ${state}, not ONLINE` };
  return { part, state: 'ready' };
}

/** The 2026 releases say of a constraint on nodes what it is on. */
const typeNames: Readonly<Record<string, string>> = { NODE_PROPERTY_UNIQUENESS: 'UNIQUENESS' };

function covers(row: Row, part: SchemaPart): boolean {
  const type = String(row['type']);
  return (
    // The index behind a constraint has its name and is a range index.
    ((typeNames[type] ?? type) === part.type || (part.isConstraint && type === 'RANGE')) &&
    row['entityType'] === part.on &&
    String(row['labelsOrTypes']) === String(part.labels) &&
    String(row['properties']) === String(part.properties) &&
    (part.analyser === undefined || hasAnalyser(row['options'], part.analyser))
  );
}

const hasAnalyser = (options: unknown, analyser: string): boolean =>
  JSON.stringify(options).includes(`"fulltext.analyzer":"${analyser}"`);

const placeOf = ({ labels, properties }: SchemaPart): string =>
  `:${labels.join('|')}(${properties.join(', ')})`;

function refuseConflicts(parts: readonly Inspected[]): readonly Inspected[] {
  const conflict = parts.find(({ state }) => state === 'conflict');
  if (conflict === undefined) return parts;
  throw new SchemaConflictError(
    `${conflict.problem}; drop or rename it, then apply the schema again. Nothing was changed`,
  );
}
