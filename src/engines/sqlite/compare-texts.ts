/** Orders texts as SQLite does: by code points, where JavaScript compares halves of surrogate pairs. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return place(left) - place(right);
  }
  return a.length - b.length;
}

const firstSurrogate = 0xd8_00;
const behindSurrogates = 0xe0_00;

/** Surrogates stand for code points behind all others. */
function place(unit: number): number {
  const isSurrogate = unit >= firstSurrogate && unit < behindSurrogates;
  return isSurrogate ? unit + 0x1_00_00 : unit;
}
