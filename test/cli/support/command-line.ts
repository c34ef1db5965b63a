import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Asked at every start: someone may build while tests run. */
export const program = (): readonly string[] =>
  isBuildFresh()
    ? [join(root, 'dist', 'cli', 'main.js')]
    : ['--import', import.meta.resolve('tsx'), join(root, 'src', 'cli', 'main.ts')];

/** The build starts three times as fast as the source, but must not be older than it. */
export function isBuildFresh(): boolean {
  const built = statSync(join(root, 'dist', 'cli', 'main.js'), { throwIfNoEntry: false });
  if (built === undefined) return false;
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .every((file) => statSync(join(root, 'src', file)).mtimeMs <= built.mtimeMs);
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of its own, in which commands run without the environment, the `.env` and the data of whoever tests. */
export class Workplace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'memos-graph-test-'));
  readonly url = `sqlite:${join(this.folder, 'memory.db')}`;

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Starts the command line and leaves it running. */
  start(commandArguments: readonly string[], environment: RunOptions['environment'] = {}) {
    return spawn(process.execPath, [...program(), ...commandArguments], {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.folder,
        TMPDIR: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        ...environment,
      },
    });
  }

  /** Runs it to its end. */
  async run(
    commandArguments: readonly string[],
    { input = '', environment }: RunOptions = {},
  ): Promise<Ran> {
    const child = this.start(commandArguments, environment);
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const [stdout, stderr, exitCode] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    return { stdout, stderr, exitCode };
  }

  /** Runs a line as it is typed, with the memory of this place, and answers what is said in one text. */
  async type(line: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.run(['--url', this.url, ...words(line)]);
    const parts = [
      stdout,
      stderr === '' ? '' : `[stderr] ${stderr}`,
      exitCode === 0 ? '' : `[exit ${exitCode}]`,
    ];
    return settled(
      parts
        .filter((part) => part !== '')
        .join('')
        .trimEnd(),
      this.folder,
    );
  }

  /** Runs it with `--json`, and answers the document. */
  async json(line: string): Promise<unknown> {
    const { stdout, stderr } = await this.run(['--url', this.url, '--json', ...words(line)]);
    if (stdout === '') throw new Error(`No document, but ${stderr}`);
    return JSON.parse(stdout) as unknown;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a shell makes of a line: words, and texts in single quotes. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Puts placeholders in the place of what differs from run to run. */
export function settled(output: string, folder: string): string {
  const today = new Date().toISOString().slice(0, 10);
  return output
    .replaceAll(folder, '<folder>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(new RegExp(`${today}( \\d\\d:\\d\\d)?`, 'g'), '<today>')
    .replaceAll(/\d+\.\d ms/g, '<time> ms')
    .replaceAll(/strength( +)[\d.]+/g, 'strength$1<number>')
    .replaceAll(/\d+ days|score [\d.]+/g, '<number>')
    .replaceAll(/sqlite \d[\d.]+/g, 'sqlite <version>')
    .replaceAll(/--cursor \S+/g, '--cursor <cursor>');
}
