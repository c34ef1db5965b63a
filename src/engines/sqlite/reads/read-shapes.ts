import type { Reads } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { entityContext } from './entity-context.ts';
import { exportPage } from './export-page.ts';
import { list } from './list.ts';
import { neighbourhood } from './neighbourhood.ts';
import { nodes } from './nodes.ts';
import { outdated, outdatedCount } from './outdated.ts';
import { review } from './review.ts';
import { sample } from './sample.ts';
import { search } from './search.ts';
import { statistics } from './statistics.ts';

/** How each read shape of the port is answered from one connection. */
export const readShapes: {
  readonly [Shape in keyof Reads]: (
    connection: Connection,
    input: Reads[Shape]['input'],
  ) => Sliced<Reads[Shape]['output']>;
} = {
  nodes,
  list,
  exportPage,
  entityContext: inOneSlice(entityContext),
  neighbourhood: inOneSlice(neighbourhood),
  search,
  outdated: inOneSlice(outdated),
  outdatedCount: inOneSlice(outdatedCount),
  review,
  sample,
  statistics: inOneSlice(statistics),
};

/** For reads whose answer is bounded. */
function inOneSlice<Input, Output>(read: (connection: Connection, input: Input) => Output) {
  // oxlint-disable-next-line require-yield -- what is bounded does not pause
  return function* bounded(connection: Connection, input: Input): Sliced<Output> {
    return read(connection, input);
  };
}
