import { AbortedError } from '../errors/session-errors.ts';
import type { Outcome } from '../model/change-set.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type CallOptions, limitsOf } from '../operations/call.ts';
import type { ImportedLink, ImportedNode } from './import-line.ts';
import {
  draftOf,
  importRefusal,
  type ImportedLine,
  type Stage,
  stageOf,
  stages,
} from './import-steps.ts';

/** Lines that are written together, all or nothing. */
const stepLines = 500;
/** About this much text is written together. */
const stepCharacters = 1_000_000;
/** An alias may stand before its entity, so aliases wait for the entities behind them, but not in any number. */
const waitingAliases = 10_000;
/** Of so many entities the names are known to the memories about them. */
const knownNames = 100_000;

export interface Imported {
  /** An alias is part of its entity and not counted. */
  readonly nodes: { readonly created: number; readonly known: number };
  readonly links: { readonly created: number; readonly known: number };
}

interface Waiting {
  readonly lines: ImportedLine[];
  readonly ids: Set<string>;
  characters: number;
}

/** The characters of every text in a line; the names of its fields add little to them. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let length = 0;
  for (const inner of Object.values(value)) length += textLength(inner);
  return length;
}

const nothingWaiting = (): Waiting => ({ lines: [], ids: new Set(), characters: 0 });

/** Lines of an export on their way into a space: they wait until there are enough for a step. */
export class ImportQueue {
  readonly counts = { nodes: { created: 0, known: 0 }, links: { created: 0, known: 0 } };
  readonly #adapter: Adapter;
  readonly #options: CallOptions;
  readonly #waiting: Record<Stage, Waiting> = {
    entity: nothingWaiting(),
    alias: nothingWaiting(),
    memory: nothingWaiting(),
    link: nothingWaiting(),
  };
  readonly #names = new Map<string, string>();
  #hasWritten = false;

  constructor(adapter: Adapter, options: CallOptions) {
    this.#adapter = adapter;
    this.#options = options;
  }

  /** Takes one line and tells whether lines were written. */
  async add(line: ImportedNode | ImportedLink, number: number): Promise<boolean> {
    const stage = stageOf(line);
    const id = 'node' in line ? line.node.id : undefined;
    if ('node' in line) this.#rememberName(line);
    // Of two lines with one id the second has to meet what the first has stored.
    const isAgain = id !== undefined && this.#waiting[stage].ids.has(id);
    if (isAgain) await this.writeUpTo(stage);
    const waiting = this.#waiting[stage];
    waiting.lines.push({ ...line, number });
    if (id !== undefined) waiting.ids.add(id);
    waiting.characters += textLength(line);
    const isFull = this.#isFull(stage);
    if (isFull) await this.writeUpTo(stage);
    return isAgain || isFull;
  }

  /** An export has its entities first, so that the analysis of its memories knows their names, but not of any number. */
  #rememberName({ node }: ImportedNode): void {
    if (node.kind === 'entity' && node.name !== undefined && this.#names.size < knownNames)
      this.#names.set(node.id, node.name);
  }

  #isFull(stage: Stage): boolean {
    const { lines, characters } = this.#waiting[stage];
    if (stage === 'alias') return lines.length >= waitingAliases;
    return lines.length >= stepLines || characters >= stepCharacters;
  }

  /** Writes what waits, in the order in which it needs one another. */
  async writeUpTo(last: Stage): Promise<void> {
    for (const stage of stages.slice(0, stages.indexOf(last) + 1)) {
      const { lines } = this.#waiting[stage];
      while (lines.length > 0) {
        const step = lines.slice(0, stepLines);
        this.#count(stage, await this.#write(stage, step));
        lines.splice(0, step.length);
      }
      this.#waiting[stage] = nothingWaiting();
    }
  }

  async #write(stage: Stage, lines: readonly ImportedLine[]): Promise<Outcome | undefined> {
    const options = this.#options;
    return this.#adapter.scope.run(
      { action: 'import', access: 'write', session: options.session },
      async (runner) => {
        const changeSet = this.#adapter.changeSet(draftOf(stage, lines, this.#names));
        const { value } = await runner.write([changeSet], { atomic: true, ...limitsOf(options) });
        const [outcome] = value;
        if (outcome?.refused === true) throw importRefusal(outcome, lines);
        this.#hasWritten = true;
        return outcome;
      },
    );
  }

  #count(stage: Stage, outcome: Outcome | undefined): void {
    if (outcome === undefined || outcome.refused || stage === 'alias') return;
    const { nodes, links } = this.counts;
    for (const row of [...outcome.nodes, ...outcome.entities])
      nodes[row.created ? 'created' : 'known'] += 1;
    if (stage !== 'link') return;
    for (const row of outcome.links) links[row.created ? 'created' : 'known'] += 1;
  }

  /** Adds to an error what was imported before it; `next` is the first line that was not taken. */
  explained(error: unknown, next: number): unknown {
    const { signal, session } = this.#options;
    // A batch keeps everything or nothing, whatever was written before.
    const isBatch = this.#adapter.scope.contextOf(session)?.batchTransaction === true;
    if (!this.#hasWritten || isBatch) return error;
    const first = Math.min(next, ...this.#firstLines());
    const kept = `the lines before ${first} were imported; importing the file again goes on from there`;
    if (signal?.aborted === true) return abortedImport(error, kept);
    if (error instanceof Error && Object.getOwnPropertyDescriptor(error, 'message')?.writable)
      error.message = `${error.message}; ${kept}`;
    return error;
  }

  #firstLines(): readonly number[] {
    return stages.flatMap((stage) => this.#waiting[stage].lines[0]?.number ?? []);
  }
}

/** An aborted call says that nothing was written, which is true of one step only. */
function abortedImport(error: unknown, kept: string): AbortedError {
  const mayBeApplied = error instanceof AbortedError && error.mayBeApplied;
  const aborted = new AbortedError(mayBeApplied, { cause: error });
  aborted.message = `The import was aborted; ${kept}`;
  return aborted;
}
