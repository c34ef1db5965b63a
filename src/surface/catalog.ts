import { completeCommitment } from '../operations/complete-commitment.ts';
import { createCommitment } from '../operations/create-commitment.ts';
import { createEntity } from '../operations/create-entity.ts';
import { endSession } from '../operations/end-session.ts';
import { findRelated } from '../operations/find-related.ts';
import { getEntityContext } from '../operations/get-entity-context.ts';
import { linkNodes } from '../operations/link-nodes.ts';
import { getCommitments, getDecisions, getPatterns } from '../operations/list-memories.ts';
import { queryGraph } from '../operations/query-graph.ts';
import { recordDecision } from '../operations/record-decision.ts';
import { recordPattern } from '../operations/record-pattern.ts';
import { startSession } from '../operations/start-session.ts';
import { batchOffers } from './batch-offers.ts';
import { type Offer, offerRead, offerWrite } from './offer.ts';
import { verbOffers } from './verb-offers.ts';

const queryOffer: Offer = {
  ...queryGraph,
  isRepeatable: true,
  needs: 'cypher',
  run: (memory, input, limits) =>
    memory.adapter.queryGraph(input as Parameters<typeof memory.adapter.queryGraph>[0], limits), // it checks its input
};

/** The 14 operations. */
const operationOffers: readonly Offer[] = [
  offerWrite(createEntity),
  offerWrite(linkNodes),
  offerWrite(recordDecision, { key: 'id' }),
  offerRead(getCommitments),
  offerRead(getDecisions),
  offerRead(getPatterns),
  offerWrite(createCommitment, { key: 'id' }),
  offerWrite(recordPattern, { key: 'id' }),
  offerRead(findRelated),
  queryOffer,
  offerRead(getEntityContext),
  offerWrite(startSession, { key: 'id' }),
  offerWrite(endSession),
  offerWrite(completeCommitment),
];

/** Everything that MCP tools, HTTP routes and their pages are made from: what is added here appears in all of them. */
export const catalog: readonly Offer[] = [...verbOffers, ...operationOffers, ...batchOffers];
