import type * as z from 'zod';

import type { CallLimits, Capability } from '../engine/engine.ts';
import type { MemOS } from '../memos/memos.ts';
import type { Access } from '../surface/offer.ts';
import type { Ask } from './ask.ts';

/** What a tool may use while it runs. */
export interface ToolContext {
  readonly memory: MemOS;
  /** Ends every wait when the client cancels the call or hangs up. */
  readonly limits: CallLimits;
  readonly ask: Ask;
}

/** An answer before it is cut to its budget. */
export interface Told {
  /** The structured content. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Which list of the answer is cut when it is too long. */
  readonly list?: string;
  /** The answer with only so many of the list, where other parts belong to its items. Default: the rest stays. */
  readonly cutTo?: (shown: number) => Readonly<Record<string, unknown>>;
  /** The cursor that continues after so many of the list; absent when there is no way on. */
  readonly cursorAfter?: (shown: number) => string | undefined;
  /** The same for readers, of what is left after the cut. */
  readonly text: (answer: Readonly<Record<string, unknown>>) => string;
}

/** One tool of an MCP server. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly access: Access;
  readonly isRepeatable: boolean;
  readonly needs?: Capability;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Checks the input and runs; throws what the library throws, and `InputRequired` to ask first. */
  readonly run: (context: ToolContext, input: unknown) => Promise<Told>;
}

/** Makes a tool of typed parts: the input is what its schema makes of what the client sent. */
export function defineTool<Input extends z.ZodType, Answer extends object>(
  tool: Omit<McpTool, 'input' | 'output' | 'run'> & {
    readonly input: Input;
    readonly output: z.ZodType<Answer>;
    readonly run: (context: ToolContext, input: z.input<Input>) => Promise<TypedTold<Answer>>;
  },
): McpTool {
  return tool as unknown as McpTool; // what it is given is checked by `run` itself, and what it tells is its own
}

interface TypedTold<Answer> extends Pick<Told, 'cursorAfter'> {
  readonly answer: Answer;
  readonly cutTo?: (shown: number) => Answer;
  readonly list?: keyof Answer & string;
  readonly text: (answer: Answer) => string;
}
