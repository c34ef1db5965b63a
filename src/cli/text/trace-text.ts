import { stepWords, type Way } from '../../operations/step-words.ts';
import type { Trace } from '../../operations/trace.ts';
import { type AnyView, headingOf, isEntity, isMemory } from './memory-text.ts';
import type { Page } from './page.ts';
import { day } from './time-text.ts';
import { drawTree, type PathTree, type TreeNode, treeOf } from './tree.ts';
import { cut } from './wrap.ts';

/** A tree is for the overview: `show` tells the whole text. */
const textColumns = 180;

/** Draws a trace as a tree, from what was asked about. */
export function traceLines(page: Page, trace: Trace, way: Way): readonly string[] {
  return drawTree(page, treeNode(trace, way, described));
}

/** The same with one line for each node. */
export function compactTraceLines(page: Page, trace: Trace, way: Way): readonly string[] {
  return drawTree(page, treeNode(trace, way, onOneLine));
}

type Describe = (view: AnyView | undefined, id: string, how: string) => Omit<TreeNode, 'children'>;

function treeNode(trace: Trace, way: Way, describe: Describe): TreeNode {
  const views = new Map<string, AnyView>(trace.nodes.map((view) => [view.id, view]));
  const drawn = new Set<string>();
  const nodeOf = ({ step, children }: PathTree): TreeNode => {
    const isRepeated = drawn.has(step.id);
    drawn.add(step.id);
    const how = stepWords(way, step.type);
    const view = views.get(step.id);
    if (isRepeated) return { heading: `${how} ${step.id} (see above)`, children: [] };
    return { ...describe(view, step.id, how), children: children.map(nodeOf) };
  };
  const root = describe(trace.start, trace.start.id, '');
  return { ...root, style: 'bold', children: treeOf(trace.paths).map(nodeOf) };
}

function described(view: AnyView | undefined, id: string, how: string): Omit<TreeNode, 'children'> {
  const before = how === '' ? '' : `${how} `;
  if (view === undefined) return { heading: `${before}${id}` };
  if (isEntity(view)) return { heading: `${before}${view.name}` };
  if (!isMemory(view)) return { heading: `${before}${view.id}, a ${view.kind}` };
  const [, status, ...rest] = headingOf(view).map((part) => part.text);
  const heading = [`${before}${id}`, status ?? '', ...rest].filter((text) => text !== '');
  return { heading: heading.join('  '), style: 'cyan', text: cut(view.content, textColumns) };
}

function onOneLine(view: AnyView | undefined, id: string, how: string): Omit<TreeNode, 'children'> {
  if (view === undefined || !isMemory(view)) return described(view, id, how);
  const content = view.content.replaceAll(/\s+/gu, ' ');
  return { heading: `${how} ${id}  ${day(view.occurredAt)}  ${content}`, isOneLine: true };
}
