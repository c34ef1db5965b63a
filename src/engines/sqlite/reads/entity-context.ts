import type { EntityContext, EntityContextInput } from '../../../engine/reads.ts';
import { memoryKinds } from '../../../model/kind.ts';
import type { Connection } from '../connection.ts';
import { rowsOfEntity } from './list.ts';
import { countAbout } from './memory-count.ts';
import { prepareFilter } from './memory-filter.ts';
import { detailOf, detailsOf } from './node-detail.ts';
import { resolveNode } from './resolve.ts';

/** An entity with the latest memories about it; null when there is no such entity. */
export function entityContext(
  connection: Connection,
  { space, id, limit }: EntityContextInput,
): EntityContext | null {
  const entity = resolveNode(connection, space, id);
  if (entity?.kind !== 'entity') return null;
  const filter = prepareFilter(connection, { space, kinds: memoryKinds });
  const memories = rowsOfEntity(filter, entity.row, { order: 'newest', limit });
  return {
    entity: detailOf(connection, space, entity),
    memories: detailsOf(connection, space, memories),
    memoryCount: countAbout(connection, entity.row),
  };
}
