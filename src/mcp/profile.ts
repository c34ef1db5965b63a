import type { MemOS } from '../memos/memos.ts';
import { catalogTools } from './catalog-tools.ts';
import type { Profile } from './profiles.ts';
import type { McpTool } from './tool.ts';
import { commitmentsTool } from './tools/commitments.ts';
import { decisionsTool } from './tools/decisions.ts';
import { entityTool } from './tools/entity.ts';
import { forgetTool } from './tools/forget.ts';
import { recallTool } from './tools/recall.ts';
import { reflectTool } from './tools/reflect.ts';
import { relateTool } from './tools/relate.ts';
import { rememberTool } from './tools/remember.ts';
import { statusTool } from './tools/status.ts';
import { traceTool } from './tools/trace.ts';

/** What the owner of a server decided about it; nothing of this is ever an argument of a tool. */
export interface ToolOptions {
  readonly profile: Profile;
  /** Offers only what reads. */
  readonly readOnly: boolean;
  /** Offers `query_graph`, which sees every space of the database. */
  readonly allowCypher: boolean;
}

/** The tools of a server. */
export function toolsFor(memory: MemOS, options: ToolOptions): readonly McpTool[] {
  const { profile, readOnly, allowCypher } = options;
  const ten = defaultTools(!readOnly);
  const taken = new Set(ten.map(({ name }) => name));
  const others = profile === 'full' ? catalogTools.filter(({ name }) => !taken.has(name)) : [];
  const { capabilities } = memory.adapter.engine;
  return [...ten, ...others].filter(
    ({ access, needs }) =>
      (access === 'read' || !readOnly) &&
      (needs === undefined || (allowCypher && capabilities.has(needs))),
  );
}

const defaultTools = (mayWrite: boolean): readonly McpTool[] => [
  rememberTool,
  recallTool,
  relateTool,
  reflectTool,
  forgetTool,
  entityTool,
  commitmentsTool(mayWrite),
  decisionsTool,
  traceTool,
  statusTool,
];
