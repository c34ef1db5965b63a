import * as z from 'zod';

import { name } from './fields.ts';
import { parseInput } from './parse-input.ts';

const input = z.strictObject({ space: name });

/** Checks the name of a space; it is kept exactly, upper and lower case are different. */
export const spaceName = (space: string): string => parseInput(input, { space }).space;
