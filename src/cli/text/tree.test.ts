import { describe, expect, it } from 'vitest';

import { drawTree, treeOf } from './tree.ts';

const page = { columns: 30, hasColour: false };
const leaf = (heading: string, text?: string) => ({
  heading,
  ...(text === undefined ? {} : { text }),
  children: [],
});

describe('drawTree', () => {
  it('draws guides through wrapped texts', () => {
    const tree = {
      heading: 'root',
      text: 'a text that is longer than one line',
      children: [
        { ...leaf('first', 'wrapped as well, under its own guide'), children: [leaf('below')] },
        leaf('last'),
      ],
    };
    expect(drawTree(page, tree).join('\n')).toMatchInlineSnapshot(`
      "root
      │ a text that is longer than
      │ one line
      ├─ first
      │  │ wrapped as well, under
      │  │ its own guide
      │  └─ below
      └─ last"
    `);
  });

  it('shows control characters of a text instead of obeying them', () => {
    expect(drawTree(page, leaf('a\u001b[2Jb'))).toEqual([String.raw`a\x1b[2Jb`]);
  });
});

describe('treeOf', () => {
  it('shares what paths have in common', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ type: 'LEADS_TO', id }));
    expect(treeOf([[a, b], [a, c], [c]].map((path) => path.flatMap((step) => step ?? [])))).toEqual(
      [
        {
          step: a,
          children: [
            { step: b, children: [] },
            { step: c, children: [] },
          ],
        },
        { step: c, children: [] },
      ],
    );
  });
});
