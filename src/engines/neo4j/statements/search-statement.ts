import {
  aliasOf,
  isAboutWanted,
  matchesFilter,
  memoryAbout,
  memoryDetails,
  memoryValues,
  nodeAt,
  twoAfter,
  twoBefore,
} from './fragments.ts';
import { memoryTermsIndex, oldTextIndex } from './schema-names.ts';
import { defineStatement } from './statement.ts';

const matches = `n.space = $p.space AND n.orderKey >= $p.from AND n.orderKey < $p.until
    AND ${matchesFilter}
    AND ${isAboutWanted}`;

/** Resolves names to the ids of entities that exist, sorted. An alias never outlives its entity, so that this is not looked up. */
const entitiesOf = (asked: string, result: string): string => `
CALL () {
  UNWIND ${asked} AS asked
  MATCH ${nodeAt('known', '$p.space', 'asked')}
  WHERE known.kind IN ['entity', 'alias']
  WITH DISTINCT coalesce(known.target, known.id) AS entity
  ORDER BY entity
  RETURN collect(entity) AS ${result}
}`;

/** The full-text clause for memories about any of the entities: by their ids and those of their aliases, as it was written. */
const facetOf = (ids: string, result: string): string => `
CALL (${ids}) {
  UNWIND ${ids} AS id
  OPTIONAL MATCH ${aliasOf('$p.space', 'id')}
  WITH collect(DISTINCT id) + collect(alias.id) AS tokens
  RETURN ' +facets:(none' + reduce(text = '', token IN tokens | text + ' ' + toString(token)) + ')^0' AS ${result}
}`;

// A large store looks at some memories of the space first, the latest and the oldest, for how common each term is.
// It takes `named` so that it is planned behind it, not as a product beside it.
const choice = `
CALL (named) {
  UNWIND CASE WHEN size($p.terms) > 1 THEN [1] ELSE [] END AS once
  CALL (once) {
    MATCH (n:Memory)
    RETURN count(n) AS stored
  }
  WITH stored
  WHERE stored > $p.largeStore
  CALL (stored) {
    MATCH (n:Memory)
    USING INDEX SEEK n:Memory(space, orderKey)
    WHERE n.space = $p.space AND n.orderKey >= ''
    WITH n
    ORDER BY n.space DESC, n.orderKey DESC
    LIMIT $p.sampled
    RETURN n.terms AS terms
    UNION ALL
    MATCH (n:Memory)
    USING INDEX SEEK n:Memory(space, orderKey)
    WHERE n.space = $p.space AND n.orderKey >= ''
    WITH n
    ORDER BY n.space, n.orderKey
    LIMIT $p.sampled
    RETURN n.terms AS terms
  }
  RETURN collect(' ' + replace(terms, '\\n', ' ') + ' ') AS sample
}
CALL (sample) {
  UNWIND range(0, size($p.terms) - 1) AS place
  WITH place, $p.terms[place] AS term, size(sample) AS sampled, size([text IN sample WHERE text CONTAINS ' ' + $p.terms[place] + ' ']) AS count
  ORDER BY count, place
  WITH collect({quoted: '"' + term + '"', isCommon: count > sampled * $p.commonShare}) AS ranked
  RETURN [term IN ranked WHERE NOT term.isCommon | term.quoted][..$p.mostTerms] AS rare,
         [term IN ranked WHERE term.isCommon | term.quoted][..$p.mostCommonTerms] AS common
}`;

// Rare terms lead to memories; common ones only count in their scores, unless there are no others.
const queries = `
WITH wanted, named, namedFacet, rare, common, CASE WHEN $p.entities IS NULL THEN $p.facets ELSE $p.facets + wantedFacet END AS facets
WITH wanted, named, rare, common, facets, namedFacet,
     reduce(text = '', term IN rare | text + ' ' + term) AS rareText,
     reduce(text = '', term IN common | text + ' ' + term) AS commonText
WITH wanted, named,
     CASE
       WHEN size(rare) = 0 THEN []
       WHEN size(common) = 0 THEN [facets + ' +terms:(' + rareText + ')']
       ELSE [facets + ' +terms:(' + rareText + ') terms:(' + commonText + ')']
     END AS leading,
     CASE
       WHEN size(common) = 0 THEN []
       ELSE [facets + reduce(text = '', term IN common[..3] | text + ' +terms:' + term)] + [term IN common[1..2] | facets + ' +terms:' + common[0]]
     END AS filling,
     CASE
       WHEN size(named) = 0 OR size(rare) + size(common) = 0 THEN []
       ELSE [facets + namedFacet + ' +terms:(' + rareText + commonText + ')']
     END AS naming`;

// The limit of the index counts before the filters: where they leave too few, a second look goes deep. It also cuts among hits of one
// score, and keeps the oldest of them: where that cut is within what is wanted, the second look goes behind it.
const leadingHits = `
CALL (wanted, leading) {
  UNWIND leading AS query
  CALL db.index.fulltext.queryNodes('${memoryTermsIndex}', query, {limit: $p.fetch}) YIELD node AS n, score
  WITH n, score, ${matches} AS fits
  ORDER BY score DESC, n.orderKey DESC
  RETURN count(*) AS fetched, min(score) AS lowest, collect(CASE WHEN fits THEN {n: n, score: score} END)[..$p.limit] AS shallow
}
WITH wanted, named, leading, filling, naming, shallow,
     CASE
       WHEN fetched < $p.fetch THEN 0
       WHEN size(shallow) < $p.limit THEN $p.deepFetch
       WHEN shallow[$p.limit - 1].score = lowest THEN $p.tieFetch
       ELSE 0
     END AS depth
CALL (wanted, leading, depth) {
  UNWIND CASE WHEN depth > 0 THEN leading ELSE [] END AS query
  CALL db.index.fulltext.queryNodes('${memoryTermsIndex}', query, {limit: depth}) YIELD node AS n, score
  WITH n, score
  WHERE ${matches}
  WITH n, score
  ORDER BY score DESC, n.orderKey DESC
  LIMIT $p.limit
  RETURN collect({n: n, score: score}) AS deep
}
WITH wanted, named, filling, naming, CASE WHEN size(deep) >= size(shallow) THEN deep ELSE shallow END AS led`;

const hitsOf = (source: {
  readonly index: string;
  readonly queries: string;
  readonly limit: string;
  readonly result: string;
}): string => `
  UNWIND ${source.queries} AS query
  CALL db.index.fulltext.queryNodes('${source.index}', query, {limit: $p.fetch}) YIELD node AS n, score
  WITH n, score
  WHERE ${matches}
  WITH n, score
  ORDER BY score DESC, n.orderKey DESC
  LIMIT ${source.limit}
  RETURN collect({n: n, score: score}) AS ${source.result}`;

// The commonest words of all are in so many memories that looking for one of them alone is the dearest query of all.
const otherHits = `
CALL (wanted, led, filling) {${hitsOf({
  index: memoryTermsIndex,
  queries: 'CASE WHEN size(led) < $p.limit THEN filling[..1] ELSE [] END',
  limit: '$p.limit',
  result: 'together',
})}
}
CALL (led, together) {
  UNWIND led + together AS hit
  RETURN count(DISTINCT hit.n) AS soFar
}
CALL (wanted, soFar, filling) {${hitsOf({
  index: memoryTermsIndex,
  queries: 'CASE WHEN soFar < $p.limit THEN filling[1..] ELSE [] END',
  limit: '$p.limit',
  result: 'alone',
})}
}
CALL (wanted, naming) {${hitsOf({
  index: memoryTermsIndex,
  queries: 'naming',
  limit: '$p.perEntity',
  result: 'aboutNamed',
})}
}
CALL (wanted) {${hitsOf({
  index: oldTextIndex,
  queries: '$p.oldQueries',
  limit: '$p.limit',
  result: 'old',
})}
}
CALL (led, together, alone, aboutNamed) {
  UNWIND led + together + alone + aboutNamed AS hit
  WITH hit.n AS n, max(hit.score) AS score
  ORDER BY score DESC, n.orderKey DESC
  RETURN collect({n: n, score: score}) AS new
}
WITH wanted, named, aboutNamed,
     CASE
       WHEN size(old) = 0 THEN new
       ELSE reduce(both = [], i IN range(0, size(new) + size(old)) | both + new[i..i + 1] + old[i..i + 1])
     END AS hits`;

const latestAbout = (limit: string, besides: string): string => `
    MATCH ${memoryAbout('n')}
    WHERE r.context = $p.scope + '|' + entity AND r.at >= $p.from AND r.at < $p.until${besides}
      AND n.space = $p.space
      AND ${matchesFilter}
      AND ${isAboutWanted}
    WITH n, r
    ORDER BY r.context DESC, r.at DESC
    LIMIT ${limit}
    WITH collect(n) AS latest
    UNWIND range(0, size(latest) - 1) AS rank
    RETURN latest[rank] AS n, rank`;

const latestOfNamed = `
CALL (named, wanted) {
  UNWIND named AS entity
  CALL (entity, wanted) {${latestAbout('$p.perEntity', '')}
  }
  WITH entity, n, rank
  ORDER BY entity, rank
  RETURN collect({n: n, entity: entity}) AS byName
}`;

const hops = `
CALL (hits, named, wanted) {
  UNWIND range(0, size(hits) - 1)[..$p.hopFrom] AS place
  WITH place, hits[place].n AS hit, named, wanted
  MATCH (hit)-[:ABOUT]->(shared)
  WHERE shared.kind = 'entity' AND NOT shared.id IN named
  WITH DISTINCT place, hit, shared.id AS entity, wanted
  CALL (hit, entity, wanted) {${latestAbout('$p.perHop', ' AND n <> hit')}
  }
  WITH place, hit, entity, n, rank
  ORDER BY place, entity, rank
  RETURN collect({n: n, from: hit.id, entity: entity, rank: rank}) AS byHop
}`;

const recent = `
CALL (wanted) {
  CALL (wanted) {
    UNWIND CASE WHEN size($p.terms) = 0 AND $p.entities IS NULL THEN $p.kinds ELSE [] END AS kind
    CALL (kind) {
      MATCH (n:Memory)
      USING INDEX SEEK n:Memory(space, kind, orderKey)
      WHERE n.space = $p.space AND n.kind = kind AND n.orderKey >= $p.from AND n.orderKey < $p.until
        AND ${matchesFilter}
      WITH n
      ORDER BY n.space DESC, n.kind DESC, n.orderKey DESC
      LIMIT $p.limit
      RETURN n
    }
    RETURN n
    UNION
    UNWIND CASE WHEN size($p.terms) = 0 THEN wanted ELSE [] END AS entity
    CALL (entity, wanted) {${latestAbout('$p.limit', '')}
    }
    RETURN n
  }
  WITH n
  ORDER BY n.orderKey DESC
  LIMIT $p.limit
  RETURN collect(n) AS recent
}`;

// Neighbours are named by their ids and told once, since most of them stand beside several candidates.
const candidates = `
CALL (hits, byName, byHop, recent) {
  UNWIND [hit IN hits | hit.n] + [place IN byName | place.n] + [place IN byHop | place.n] + recent AS n
  WITH DISTINCT n${memoryDetails}
  CALL (n) {${twoBefore}
    RETURN collect(beside) AS before
  }
  CALL (n) {${twoAfter}
    RETURN collect(beside) AS after
  }
  WITH properties(n) AS properties, entities, links, evidences, lastAt, before, after
  RETURN collect([${memoryValues}, entities, links, evidences, lastAt, properties.session, split(properties.terms, '\\n')[0], [one IN before | one.id], [one IN after | one.id]]) AS candidates,
         collect(head(before)) AS justBefore,
         collect(before) + collect(after) AS groups
}
CALL (justBefore, groups) {
  CALL (justBefore, groups) {
    UNWIND justBefore AS n
    RETURN n, true AS isJustBefore
    UNION ALL
    UNWIND groups AS beside
    UNWIND beside AS n
    RETURN n, false AS isJustBefore
  }
  WITH n, $p.withNeighbours OR max(isJustBefore) AS isShown
  WITH n, isShown, coalesce(split(n.terms, '\\n')[0], '') AS terms
  RETURN collect(CASE WHEN isShown THEN [n.id, terms, left(n.content, $p.neighbourCharacters), n.speaker, toString(n.occurredAt)] ELSE [n.id, terms] END) AS neighbours
}`;

/** Candidates for recall: by full text, by entities named in the question, over one hop, and the latest when there are no terms. */
export const search = defineStatement(
  'search',
  'read',
  `CYPHER 5${entitiesOf('coalesce($p.entities, [])', 'wanted')}${entitiesOf('$p.named', 'named')}${facetOf('wanted', 'wantedFacet')}${facetOf('named', 'namedFacet')}${choice}${queries}${leadingHits}${otherHits}${latestOfNamed}${hops}${recent}${candidates}
CALL (hits, aboutNamed, byName, byHop, recent, candidates, neighbours) {
  RETURN 'places' AS part,
         {
           hits: [hit IN hits | [hit.n.id, hit.score]],
           aboutNamed: [hit IN aboutNamed | hit.n.id],
           latest: [place IN byName | [place.n.id, place.entity]],
           hops: [place IN byHop | [place.n.id, place.from, place.entity, place.rank]],
           recent: [n IN recent | n.id]
         } AS value
  UNION ALL
  UNWIND neighbours AS value
  RETURN 'neighbour' AS part, value
  UNION ALL
  UNWIND candidates AS value
  RETURN 'candidate' AS part, value
}
RETURN part, value`,
);
