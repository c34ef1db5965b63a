/** Letters that Unicode does not take apart, as they are typed on a keyboard without them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

export const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/**
 * The form in which words are compared: lower case, compatibility characters (full width, ligatures) as plain ones, letters of the
 * Latin and Greek script without accents, Arabic and Hebrew without vowel points. Marks of other scripts are letters of their own there
 * (Indic vowels, the voicing of Japanese) and stay.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replaceAll(/([\p{scx=Latn}\p{scx=Grek}\p{scx=Arab}\p{scx=Hebr}])\p{M}+/gu, '$1')
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .replaceAll('’', "'")
    .normalize('NFC')
    .toLowerCase(); // once more: a compatibility form may stand for a capital
}
