import type { SchemaStatus } from '../../engine/engine.ts';
import { SchemaMissingError, SchemaNewerError } from '../../errors/database-errors.ts';
import { Connection } from './connection.ts';
import { applicationId, migrations, schemaVersion } from './schema.ts';

/** The version in a file; 0 when there is none. */
export function storedVersion(connection: Connection): number {
  return Number(connection.pragma('user_version'));
}

/** Compares what is in a file with what this release needs; changes nothing. */
export function readSchemaStatus(connection: Connection): SchemaStatus {
  const version = storedVersion(connection);
  const problems = version === schemaVersion ? differences(connection) : [versionProblem(version)];
  return { version, wanted: schemaVersion, problems, applied: [] };
}

/** The status of a file that does not exist or is empty. */
export const emptySchemaStatus: SchemaStatus = {
  version: 0,
  wanted: schemaVersion,
  problems: [versionProblem(0)],
  applied: [],
};

function versionProblem(version: number): string {
  if (version === 0) return 'The schema has not been applied';
  if (version > schemaVersion)
    return `The schema has version ${version}, which is newer than this release`;
  return `The schema has version ${version}, this release needs ${schemaVersion}`;
}

/** Throws unless the schema is of this release. */
export function requireSchema(connection: Connection): void {
  const version = storedVersion(connection);
  if (version > schemaVersion) throw new SchemaNewerError(version, schemaVersion);
  if (version < schemaVersion)
    throw new SchemaMissingError(version === 0 ? 'missing' : `of version ${version}`);
}

/** Brings the schema forward in one transaction and answers what was done; SQLite errors such as busy come through. */
export function migrate(connection: Connection): readonly string[] {
  connection.exec('BEGIN IMMEDIATE');
  try {
    // Read under the lock: another process may have migrated while this one waited.
    const version = storedVersion(connection);
    if (version > schemaVersion) throw new SchemaNewerError(version, schemaVersion);
    const steps = migrations.filter((step) => step.version > version);
    for (const step of steps) connection.exec(step.sql);
    if (steps.length > 0) {
      connection.exec(`PRAGMA application_id = ${applicationId}`);
      connection.exec(`PRAGMA user_version = ${schemaVersion}`);
    }
    connection.exec('COMMIT');
    return steps.map((step) => `${step.summary} (version ${step.version})`);
  } catch (error) {
    connection.rollback();
    throw error;
  }
}

interface SchemaObject {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

const schemaObjects = `
SELECT name, type, sql
FROM sqlite_schema
WHERE sql IS NOT NULL
ORDER BY name`;

function differences(connection: Connection): readonly string[] {
  const found = new Map(objectsOf(connection).map((object) => [object.name, object.sql]));
  return wantedObjects().flatMap(({ name, type, sql }) => {
    const present = found.get(name);
    if (present === sql) return [];
    return [`The ${type} ${name} is ${present === undefined ? 'missing' : 'different'}`];
  });
}

function objectsOf(connection: Connection): readonly SchemaObject[] {
  return connection.all<SchemaObject>(schemaObjects);
}

/** What the migrations make, made once more where it costs nothing. */
function wantedObjects(): readonly SchemaObject[] {
  const sample = new Connection(':memory:');
  try {
    migrate(sample);
    return objectsOf(sample);
  } finally {
    sample.close();
  }
}
