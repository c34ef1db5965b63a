import { fileURLToPath } from 'node:url';

/** The folder of the package, from source and from `dist` alike. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
