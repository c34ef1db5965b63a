/** `server-memory` has tools and a resource of its own, and none of the others'. */
export const profiles = ['default', 'full', 'server-memory'] as const;
export type Profile = (typeof profiles)[number];
