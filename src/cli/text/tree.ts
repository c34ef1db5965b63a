import { block, paint, type Page, type Style } from './page.ts';
import { visible } from './visible.ts';
import { cut } from './wrap.ts';

/** What a tree shows: a heading, one more text under it, and what hangs on it. */
export interface TreeNode {
  readonly heading: string;
  readonly style?: Style;
  readonly text?: string;
  /** True: a heading that does not fit its line is cut instead of wrapped. */
  readonly isOneLine?: boolean;
  readonly children: readonly TreeNode[];
}

interface Guides {
  /** Before the first line of a node, and before all its other lines and its children. */
  readonly first: string;
  readonly rest: string;
}

/** Draws a tree with guides of box characters, wrapped to the page. */
export function drawTree(page: Page, root: TreeNode): readonly string[] {
  return draw(page, root, { first: '', rest: '' });
}

function draw(page: Page, node: TreeNode, { first, rest }: Guides): readonly string[] {
  const below = node.children.length > 0 ? '│ ' : '  ';
  const heading = headingLines(narrowed(page, rest.length), node);
  const text =
    node.text === undefined ? [] : block(narrowed(page, rest.length + below.length), node.text);
  return [
    ...heading.map((line, index) => paint(page, 'gray', index === 0 ? first : rest) + line),
    ...text.map((line) => paint(page, 'gray', `${rest}${below}`) + line),
    ...node.children.flatMap((child, index) =>
      draw(page, child, guidesOf(rest, index === node.children.length - 1)),
    ),
  ];
}

function headingLines(
  page: Page,
  { heading, style, isOneLine = false }: TreeNode,
): readonly string[] {
  if (isOneLine) return [paint(page, style, cut(visible(heading), page.columns))];
  return block(page, heading, style === undefined ? {} : { style });
}

const narrowed = (page: Page, by: number): Page => ({ ...page, columns: page.columns - by });

function guidesOf(rest: string, isLast: boolean): Guides {
  return isLast
    ? { first: `${rest}└─ `, rest: `${rest}   ` }
    : { first: `${rest}├─ `, rest: `${rest}│  ` };
}

/** One step of a path: how it is reached, and what is reached. */
export interface PathStep {
  readonly type: string;
  readonly id: string;
}

/** A tree whose branches are paths; paths that begin alike share their beginning. */
export interface PathTree {
  readonly step: PathStep;
  readonly children: readonly PathTree[];
}

/** Puts paths from one start together into a tree. */
export function treeOf(paths: readonly (readonly PathStep[])[]): readonly PathTree[] {
  const groups = new Map<string, { step: PathStep; rest: (readonly PathStep[])[] }>();
  for (const [step, ...rest] of paths) {
    if (step === undefined) continue;
    const key = `${step.type} ${step.id}`;
    const group = groups.get(key) ?? { step, rest: [] };
    groups.set(key, group);
    if (rest.length > 0) group.rest.push(rest);
  }
  return [...groups.values()].map(({ step, rest }) => ({ step, children: treeOf(rest) }));
}
