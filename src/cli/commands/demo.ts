import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { MemOS } from '../../memos/memos.ts';
import { type Asked, questionLines } from '../demo/demo-text.ts';
import { Asker } from '../demo/question.ts';
import { questions } from '../demo/questions.ts';
import { takeInRecords, type TakenIn } from '../demo/take-in-records.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { block, type Page } from '../text/page.ts';
import { displayWidth } from '../text/wrap.ts';

export interface DemoFlags {
  readonly keep?: string;
}

interface Shown {
  readonly file: string;
  readonly space: string | undefined;
  readonly takenIn: TakenIn;
  readonly asked: readonly Asked[];
}

/** Fills a new memory with the project's own records and a work log, and asks it questions. */
export async function demo(
  { options, signal, terminal, openFile }: Invocation,
  { keep }: DemoFlags,
): Promise<Answer> {
  if (options.url !== undefined) {
    throw new InvalidInputError(
      'url',
      'The demo makes a memory of its own; say where with --keep instead of --url',
    );
  }
  const place = await newPlace(keep);
  let memory: MemOS | undefined;
  try {
    memory = await openFile(place.file);
    terminal.progress('Taking in the work log, the decision records and the commits…');
    const takenIn = await takeInRecords(memory, signal);
    const asked = await askAll(memory, signal);
    const shown = { file: place.file, space: options.space, takenIn, asked };
    return { json: jsonOf(shown), text: (page) => demoLines(page, shown) };
  } catch (error) {
    await memory?.close();
    await place.discard();
    throw error;
  }
}

interface Place {
  readonly file: string;
  readonly discard: () => Promise<void>;
}

async function newPlace(keep: string | undefined): Promise<Place> {
  if (keep !== undefined) {
    const file = resolve(keep);
    if (existsSync(file)) {
      throw new InvalidInputError(
        'keep',
        `Expected --keep to name a new file, got ${JSON.stringify(keep)}, which is there`,
      );
    }
    const parts = [file, `${file}-wal`, `${file}-shm`];
    return {
      file,
      discard: async () => void (await Promise.all(parts.map((part) => rm(part, { force: true })))),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'memos-graph-demo-'));
  return {
    file: join(folder, 'memory.db'),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function askAll(memory: MemOS, signal: AbortSignal): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const { question, ask } of questions) {
    const asker = new Asker(memory, signal);
    const reply = await ask(asker);
    asked.push({ number: asked.length + 1, question, reply, cost: asker.cost });
  }
  return asked;
}

function jsonOf({ file, takenIn, asked }: Shown) {
  return {
    url: `sqlite:${file}`,
    takenIn,
    questions: asked.map(({ question, reply, cost }) => {
      const { found, why, calls, commands } = reply;
      return { question, found, why, cost, calls, commands };
    }),
  };
}

function demoLines(page: Page, { file, space, takenIn, asked }: Shown): readonly string[] {
  const where = [
    `--url ${quoted(`sqlite:${file}`)}`,
    ...(space === undefined ? [] : [`--space ${quoted(space)}`]),
  ];
  const program = `npx memos-graph ${where.join(' ')}`;
  return [
    ...block(page, introduction(takenIn)),
    '',
    ...asked.flatMap((one) => [...questionLines(page, one), '']),
    ...block(page, `The memory is in ${file}. Go on with:`),
    ...goOn.flatMap((command) => commandLines(page, program, command)),
  ];
}

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w/.:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** On one line where it fits, else as a shell takes it from two. */
function commandLines(page: Page, program: string, command: string): readonly string[] {
  const line = `  $ ${program} ${command}`;
  return displayWidth(line) <= page.columns ? [line] : [`  $ ${program} \\`, `      ${command}`];
}

const goOn = [
  'recall "What happened to the backup?"',
  'entity "Henrike Saal"',
  'reflect --topic tablets',
] as const;

function introduction({ lines, decisions, commits, milliseconds }: TakenIn): string {
  const history =
    commits === undefined
      ? 'no commits, since the package is not in a git checkout of its own'
      : `the ${commits} commits`;
  return `Took in ${lines} lines of a work log (how a tram depot got its Shedboard), ${decisions} decision records of this project and ${history}, in ${milliseconds} ms. Now some questions:`;
}
