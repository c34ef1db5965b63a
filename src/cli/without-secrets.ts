/** Hides what may be a password in an address: all before the last `@`, and its query. */
export const withoutSecrets = (text: string): string =>
  text.replace(/:\/\/.*@/s, '://…@').replace(/(:\/\/[^?#]*[?#]).+/s, '$1…');

const secretName = /passw|secret|key|auth|token(?!s)/i;

/** Tells whether what has such a name is a secret; the file that holds one is none. */
export const isSecretName = (name: string): boolean =>
  secretName.test(name) && !/file$/i.test(name);

/** A command line, with `…` for what may be a secret in it. */
export const wordsWithoutSecrets = (words: readonly string[]): readonly string[] =>
  words.map((word, index) => {
    const before = words[index - 1] ?? '';
    if (/^--?[a-z][\w-]*$/i.test(before) && isSecretName(before)) return '…';
    const name = /^([\w-]+)=./s.exec(word)?.[1];
    return name !== undefined && isSecretName(name) ? `${name}=…` : withoutSecrets(word);
  });

/** Tells whether a command line may hold a secret; the routing context of an address alone is none. */
export const holdsSecret = (words: readonly string[]): boolean =>
  wordsWithoutSecrets(words).some(
    (shown, index) => shown !== words[index] && !isRoutingContext(words[index] ?? ''),
  );

const isRoutingContext = (word: string): boolean =>
  word.includes('://') && !word.includes('@') && !secretName.test(word);
