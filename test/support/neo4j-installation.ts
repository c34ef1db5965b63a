import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findJava } from './java.ts';

const run = promisify(execFile);

/** What it takes to start one version of the server. */
export interface Neo4jInstallation {
  readonly java: string;
  readonly jars: string;
  /** The main class, after the flags it needs on this Java. */
  readonly program: readonly string[];
}

/** Thrown when this machine lacks what the server needs; the message says what to install. */
export class Neo4jMissingError extends Error {}

const lines = {
  longTermSupport: {
    javaVersions: [17, 21],
    mainClass: 'org.neo4j.server.CommunityEntryPoint',
  },
  calendar: {
    javaVersions: [21, 25],
    mainClass: 'org.neo4j.server.Neo4jCommunity',
  },
};

/** Finds a fitting Java and the server's jars; fetches the jars from Maven Central the first time. */
export async function installNeo4j(version: string): Promise<Neo4jInstallation> {
  const { javaVersions, mainClass } = version.startsWith('5.')
    ? lines.longTermSupport
    : lines.calendar;
  const java = await findJava(javaVersions);
  if (java === undefined) {
    throw new Neo4jMissingError(
      `Neo4j ${version} needs Java ${javaVersions.join(' or ')}, which is not installed (apt-get install maven brings a Java), or set NEO4J_TEST_URI`,
    );
  }
  const jars = await cachedJars(version);
  // Java 23 learned this flag; without it later ones warn about how Neo4j reaches its memory.
  const flags = java.version >= 23 ? ['--sun-misc-unsafe-memory-access=allow'] : [];
  return { java: java.path, jars, program: [...flags, '-cp', join(jars, '*'), mainClass] };
}

async function cachedJars(version: string): Promise<string> {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const cache = join(base, 'memos-graph');
  const jars = join(cache, `neo4j-${version}`);
  if (existsSync(jars)) return jars;
  await mkdir(cache, { recursive: true });
  const download = await mkdtemp(join(cache, 'download-'));
  try {
    await fetchJars(version, download);
    // The rename makes the folder whole or absent, however many runs fetch at once.
    await rename(join(download, 'lib'), jars).catch((error: unknown) => {
      if (!existsSync(jars)) throw error; // another run was faster
    });
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return jars;
}

async function fetchJars(version: string, folder: string): Promise<void> {
  console.error(`Fetching Neo4j ${version} with Maven: about 130 MB, once`);
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(version));
  const output = `-DoutputDirectory=${join(folder, 'lib')}`;
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', output];
  try {
    await run('mvn', ['--quiet', '--batch-mode', '--file', pom, ...goal]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Neo4jMissingError(
        'mvn is not installed (apt-get install maven), or set NEO4J_TEST_URI',
        { cause: error },
      );
    }
    throw new Neo4jMissingError(
      `Maven could not fetch Neo4j ${version}; try again on a network with Maven Central, or set NEO4J_TEST_URI`,
      { cause: error },
    );
  }
}

const pomOf = (version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>memos-graph</groupId>
  <artifactId>neo4j-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
