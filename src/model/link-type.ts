/** The link types with a meaning of their own; any other UPPER_SNAKE name of at most 64 characters may be used too. */
export const knownLinkTypes = [
  'ABOUT',
  'LEADS_TO',
  'LEARNED_FROM',
  'DURING',
  'INVOLVES',
  'IMPACTS',
  'PRECEDED_BY',
  'SUPERSEDES',
  'RELATED_TO',
] as const;
export type KnownLinkType = (typeof knownLinkTypes)[number];

/** What a link type looks like. */
export const linkTypePattern = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

export const isKnownLinkType = (type: string): type is KnownLinkType =>
  (knownLinkTypes as readonly string[]).includes(type);
