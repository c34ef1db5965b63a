import type { Reads } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import { entityContext } from './entity-context.ts';
import { exportPage } from './export-page.ts';
import { list } from './list.ts';
import { neighbourhood } from './neighbourhood.ts';
import { nodes } from './nodes.ts';
import { review } from './review.ts';
import { search } from './search.ts';
import { statistics } from './statistics.ts';

/** How each read shape of the port is answered from one connection. */
export const readShapes: {
  readonly [Shape in keyof Reads]: (
    connection: Connection,
    input: Reads[Shape]['input'],
  ) => Reads[Shape]['output'];
} = { nodes, list, entityContext, neighbourhood, search, review, exportPage, statistics };
