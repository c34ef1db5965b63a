import { findSourceMap } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Place } from './watch-report.ts';

/** A function of the program on the way to a call. */
export interface Frame {
  /** Names the line. */
  readonly site: string;
  readonly place: Place;
  /** Names the function, whatever line it is at. */
  readonly owner: string;
  /** True when this call of the function began in the same turn, false when it goes on after an `await`. */
  readonly isFresh: boolean;
}

interface Located {
  readonly site: string;
  readonly place: Place;
  readonly owner: string;
}

const ownFolder = new URL('./', import.meta.url).href;
const ownPath = fileURLToPath(ownFolder);

/** Deep enough for a program's own functions above those of a framework. */
const depth = 40;
const framesAtMost = 8;

/** Lines seen before, so that a source map is read once for each; emptied when it grows too large. */
const located = new Map<string, Located | undefined>();
const locatedAtMost = 10_000;

/** The functions of the program that led here, innermost first; empty when there is none. */
export function programFrames(): readonly Frame[] {
  try {
    return framesOf(callSites());
  } catch {
    return []; // a source map may be broken, the working directory gone: nothing the program must notice
  }
}

function framesOf(calls: readonly NodeJS.CallSite[]): readonly Frame[] {
  const lowest = calls.findLastIndex((call) => !isAsync(call) && !isTurn(call));
  const frames: Frame[] = [];
  for (const [index, call] of calls.entries()) {
    const line = locate(call);
    if (line === undefined) continue;
    frames.push({ ...line, isFresh: !isAsync(call) && index < lowest });
    if (frames.length === framesAtMost) break;
  }
  return frames;
}

/** Read as objects: the text would be made, and a source map followed, for every frame of every call. */
function callSites(): readonly NodeJS.CallSite[] {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const { stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = depth;
    Error.captureStackTrace(holder, programFrames);
    const { stack } = holder;
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : []; // as prepared one line above
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', prepare);
  }
}

const isAsync = (call: NodeJS.CallSite): boolean =>
  (call as NodeJS.CallSite & { isAsync: () => boolean }).isAsync(); // missing from the types

/** What continues a function after an `await` lies under it, and is not what called it. */
const isTurn = (call: NodeJS.CallSite): boolean =>
  call.getFileName()?.startsWith('node:internal/process/') === true;

function locate(call: NodeJS.CallSite): Located | undefined {
  const script = call.getFileName();
  if (script === null || script === undefined || isForeign(script)) return undefined;
  const key = `${script}:${call.getLineNumber()}:${call.getColumnNumber()}`;
  if (!located.has(key)) {
    if (located.size >= locatedAtMost) located.clear();
    located.set(key, describe(call, script));
  }
  return located.get(key);
}

function isForeign(script: string): boolean {
  if (script.startsWith('node:') || /[\\/]node_modules[\\/]/.test(script)) return true;
  if (script.startsWith(ownFolder) || script.startsWith(ownPath)) return true;
  return !script.startsWith('file:') && !/^(?:\/|[A-Za-z]:\\)/.test(script);
}

function describe(call: NodeJS.CallSite, script: string): Located {
  const name = call.getFunctionName() ?? '<anonymous>';
  const { file, line } = original(call, script);
  const place = { file: relativeFile(file), line, function: name };
  return {
    site: `${place.file}:${line}:${name}`,
    place,
    owner: `${script}#${name}@${functionLine(call, name)}`,
  };
}

/** Functions without a name are told apart by where they begin, where the runtime knows it. */
function functionLine(call: NodeJS.CallSite, name: string): string {
  const known = call as NodeJS.CallSite & {
    getEnclosingLineNumber?: () => number;
    getEnclosingColumnNumber?: () => number;
  }; // of V8, but not in the types, and gone from newer ones
  const line = known.getEnclosingLineNumber?.();
  if (line !== undefined) return `${line}:${known.getEnclosingColumnNumber?.()}`;
  return name === '<anonymous>' ? String(call.getLineNumber()) : '';
}

/** Where the line stands in what was compiled, when the process follows source maps. */
function original(
  call: NodeJS.CallSite,
  script: string,
): { readonly file: string; readonly line: number } {
  const line = call.getLineNumber() ?? 1;
  const entry = findSourceMap(script)?.findEntry(line - 1, (call.getColumnNumber() ?? 1) - 1);
  return entry !== undefined && 'originalSource' in entry
    ? { file: entry.originalSource, line: entry.originalLine + 1 }
    : { file: script, line };
}

function relativeFile(file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near.split(sep).join('/');
}
