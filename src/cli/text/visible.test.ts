import { describe, expect, it } from 'vitest';

import { visible, visibleLines } from './visible.ts';

describe('visible', () => {
  it('writes escape sequences out instead of sending them', () => {
    expect(visible('\u001b[31mred\u001b[0m \u009b2J \u0007')).toBe(
      String.raw`\x1b[31mred\x1b[0m \x9b2J \x07`,
    );
  });

  it('shows marks that turn the direction of writing', () => {
    expect(visible('user\u202Etxt.exe')).toBe(String.raw`user\u202etxt.exe`);
  });

  it('leaves every other script as it is', () => {
    expect(visible('Ürümqi 東京 שלום 👩‍💻')).toBe('Ürümqi 東京 שלום 👩‍💻');
  });

  it('keeps the lines of a text, and nothing else that moves the cursor', () => {
    expect(visibleLines('one\r\ntwo\n\tthree\rfour\bfive')).toEqual([
      'one',
      'two',
      String.raw`    three\rfour\x08five`,
    ]);
  });
});
