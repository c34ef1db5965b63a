import * as features from './features.ts';
import type { Scene } from './scene.ts';
import type { Subject } from './subject.ts';

/** A feature of a memory for a question: a function of its text, time, speaker, session, entities or length, about from 0 to 1. */
interface Feature {
  readonly of: (subject: Subject, scene: Scene) => number;
  /** Its weight without word vectors, and with them. */
  readonly lexical: number;
  readonly withVectors: number;
}

/**
 * Every feature and its weight. `npm run bench:recall -- --only features` fits the weights on the first five conversations of LoCoMo; those of
 * `entity` and `kind` are set by hand, as no conversation there has what they look at. What each is worth is in docs/recall.md.
 */
export const weights = {
  // The words themselves, in the memory and around it: most of what can be known without a model.
  words: { of: features.words, lexical: 1.21, withVectors: 0.5 },
  // An answer often has none of the words: the question just before it has.
  reply: { of: features.reply, lexical: 0.81, withVectors: 0.86 },
  // Against the same: what merely follows a memory that has the words is not what was looked for.
  echo: { of: features.echo, lexical: -0.59, withVectors: -0.69 },
  // Who asks what Ada did looks for what Ada said.
  speaker: { of: features.speaker, lexical: 0.14, withVectors: 0.16 },
  // "Wow, great!" answers nothing.
  length: { of: features.length, lexical: 0.39, withVectors: 0.26 },
  // A question in the same words is not its answer.
  asks: { of: features.asks, lexical: -0.06, withVectors: -0.06 },
  // When, where, how many: the answer has a time, a place, a number.
  answers: { of: features.answers, lexical: 0.26, withVectors: 0.24 },
  // Names are what a question cannot say otherwise.
  names: { of: features.names, lexical: 0.12, withVectors: 0.19 },
  // A conversation about the matter lends its memories a little.
  session: { of: features.session, lexical: 0.23, withVectors: 0.27 },
  // Other words for the same.
  meaning: { of: features.meaning, lexical: 0, withVectors: 0.31 },
  nearestWords: { of: features.nearestWords, lexical: 0, withVectors: 0.44 },
  // Whom a question names it is about, be it under another name.
  entity: { of: features.entity, lexical: 0.4, withVectors: 0.4 },
  kind: { of: features.kind, lexical: 0.2, withVectors: 0.2 },
  period: { of: features.period, lexical: 0.22, withVectors: 0.21 },
} as const satisfies Record<string, Feature>;

export type FeatureName = keyof typeof weights;
