// Checked by `tsc`, never run: the schemas of answers say what the types say.
import type { Recalled } from 'memos-graph';
import { expectTypeOf } from 'vitest';
import type * as z from 'zod';

import type { recalledOutput } from '../../src/surface/recalled.ts';

expectTypeOf<z.output<typeof recalledOutput>>().toEqualTypeOf<Recalled>();
