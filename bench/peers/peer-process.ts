import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { cacheFolder, install } from './install.ts';
import { answersDescriptor, type AnswerTo, type Request } from './protocol.ts';
import type { System } from './systems.ts';

const timeoutMs = 300_000;

/** A system in a process of its own, so that none takes time from the proxy or from another. */
export class PeerProcess implements AsyncDisposable {
  readonly system: System;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #log: string;

  private constructor(system: System, child: ChildProcess, log: string) {
    this.system = system;
    this.#child = child;
    this.#log = log;
    const answers = child.stdio[answersDescriptor];
    if (!(answers instanceof Readable)) throw new Error('The process has no channel for answers');
    this.#answers = lines(createInterface({ input: answers }));
  }

  /** Installs the system if need be and starts its driver. What the system prints goes to a file in the cache. */
  static async start(system: System): Promise<PeerProcess> {
    const folder = await install(system);
    const logs = join(cacheFolder(), 'peers', 'logs');
    await mkdir(logs, { recursive: true });
    const log = join(logs, `${system.name}.log`);
    await using output = await open(log, 'w');
    const [program, values] = commandOf(system, folder);
    const child = spawn(program, [...values], {
      stdio: ['pipe', output.fd, output.fd, 'pipe'],
      env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
    });
    await once(child, 'spawn');
    child.stdin?.on('error', () => {}); // the process ended: the missing answer says so
    return new PeerProcess(system, child, log);
  }

  async ask<Command extends Request['command']>(
    request: Request & { readonly command: Command },
  ): Promise<AnswerTo<Command>> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#child.kill();
    }, timeoutMs);
    const { value, done } = await this.#answers.next();
    clearTimeout(timer);
    if (done === true) throw new Error(await this.#lastWords(isLate));
    const answer = JSON.parse(value) as AnswerTo<Command> & { readonly error?: string };
    if (answer.error !== undefined)
      throw new Error(`${this.system.name}, ${request.command}: ${answer.error} (${this.#log})`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await exit;
    clearTimeout(timer);
  }

  async #lastWords(isLate: boolean): Promise<string> {
    if (isLate)
      return `${this.system.name} had no answer for ${timeoutMs / 1000} seconds (${this.#log})`;
    const output = (await readFile(this.#log, 'utf8')).trim().split('\n');
    const words = output.findLast((line) => /^\w*Error\b/.test(line)) ?? output.at(-1) ?? '';
    return `${this.system.name} ended without an answer: ${words} (${this.#log})`;
  }
}

function commandOf(system: System, folder: string): readonly [string, readonly string[]] {
  const file = fileURLToPath(new URL(`drivers/${system.driver}`, import.meta.url));
  const values = [file, folder, ...(system.manner === undefined ? [] : [system.manner])];
  if (file.endsWith('.py')) return ['python3', values];
  return [process.execPath, ['--import', 'tsx', '--conditions=memos-graph-source', ...values]];
}

const lines = (reader: Interface): AsyncIterator<string> => reader[Symbol.asyncIterator]();
