import type {
  ChangeSet,
  LinkRow,
  Outcome,
  Refused,
  Tally,
  WrittenEntity,
  WrittenLink,
} from '../../model/change-set.ts';
import type { Row } from './statement-runner.ts';
import type { Places, WriteUnit } from './write-unit.ts';

/** What the write statement answers about one unit. */
interface UnitAnswer {
  /** Rows of what is needed and missing, and of ids that stand for something else. */
  readonly refusedRows: readonly number[];
  readonly takenAliases: readonly { readonly row: number; readonly id: string }[];
  readonly entities: readonly EntityAnswer[];
  readonly nodes: readonly { readonly row: number; readonly writtenBy: string }[];
  readonly links: readonly LinkAnswer[];
  readonly superseded: readonly SupersededAnswer[];
  readonly transitions: readonly TransitionAnswer[];
  readonly tallies: readonly TallyAnswer[];
}

interface EntityAnswer {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly type: string | null;
  readonly writtenBy: string;
  readonly updatedBy: string | null;
}

interface LinkAnswer {
  readonly row: number;
  readonly from: string;
  readonly to: string;
  readonly writtenBy: string | null;
}

interface SupersededAnswer {
  readonly row: number;
  readonly id: string;
  readonly by: string;
  readonly supersededBy: string;
}

interface TransitionAnswer {
  readonly row: number;
  readonly transitionedBy: string | null;
  readonly status: string;
}

interface TallyAnswer {
  readonly row: number;
  readonly count: number;
  readonly lastAt: string | null;
}

/** One outcome for each change set of a unit. */
export function outcomesOf(unit: WriteUnit, row: Row): readonly Outcome[] {
  const answer = row as unknown as UnitAnswer; // what the write statement returns
  const refused = answer.refusedRows.length + answer.takenAliases.length > 0;
  const rows = new AnsweredRows(answer);
  return unit.changeSets.map((changeSet, index) => {
    const places = unit.places[index] ?? nowhere;
    return refused ? refusalOf(changeSet, places, answer) : writtenOf(changeSet, places, rows);
  });
}

const nowhere: Places = {
  requires: [],
  entities: [],
  nodes: [],
  links: [],
  transitions: [],
  tallies: [],
};

function refusalOf(changeSet: ChangeSet, places: Places, answer: UnitAnswer): Refused {
  const missing = changeSet.requires
    .filter((_need, index) => answer.refusedRows.includes(places.requires[index] ?? 0))
    .map(({ id }) => id);
  const nodes = changeSet.nodes
    .filter((_row, index) => answer.refusedRows.includes(places.nodes[index] ?? 0))
    .map(({ record }) => record.id);
  const entities = changeSet.entities.flatMap(({ id }, index) => {
    const place = places.entities[index] ?? 0;
    if (answer.refusedRows.includes(place)) return [id];
    return answer.takenAliases.filter(({ row }) => row === place).map((alias) => alias.id);
  });
  return {
    refused: true,
    missing: distinct(missing),
    conflicting: distinct([...nodes, ...entities]),
  };
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

/**
 * A row that is not answered was removed by someone else between the check and the writing: what was written to it is gone as if
 * it had been removed right afterwards, and is answered that way.
 */
function writtenOf(changeSet: ChangeSet, places: Places, rows: AnsweredRows): Outcome {
  const by = changeSet.id;
  return {
    refused: false,
    entities: changeSet.entities.map(({ id, record }, index) =>
      toEntity(rows.entity(places.entities[index]), { asked: id, name: record.name ?? '', by }),
    ),
    nodes: changeSet.nodes.map(({ record }, index) => ({
      id: record.id,
      created: rows.node(places.nodes[index])?.writtenBy === by,
    })),
    links: changeSet.links.map((link, index) => toLink(rows.link(places.links[index]), link, by)),
    transitions: changeSet.transitions.map(({ id, set }, index) => {
      const answer = rows.transition(places.transitions[index]);
      return {
        id,
        applied: answer === undefined || answer.transitionedBy === by,
        status: answer?.status ?? set.status,
      };
    }),
    superseded: places.links.flatMap((place) => rows.superseded(place)),
    tallies: changeSet.tallies.map((id, index) => toTally(id, rows.tally(places.tallies[index]))),
  };
}

function toEntity(
  answer: EntityAnswer | undefined,
  { asked, name, by }: { readonly asked: string; readonly name: string; readonly by: string },
): WrittenEntity {
  const type = answer?.type ?? undefined;
  return {
    asked,
    id: answer?.id ?? asked,
    name: answer?.name ?? name,
    ...(type === undefined ? {} : { type }),
    created: answer?.writtenBy === by,
    updated: answer?.updatedBy === by,
  };
}

function toLink(answer: LinkAnswer | undefined, link: LinkRow, by: string): WrittenLink {
  return {
    askedFrom: link.from,
    askedTo: link.to,
    from: answer?.from ?? link.from,
    type: link.type,
    to: answer?.to ?? link.to,
    created: answer === undefined || answer.writtenBy === by,
  };
}

function toTally(id: string, answer: TallyAnswer | undefined): Tally {
  const lastAt = answer?.lastAt ?? undefined;
  return { id, count: answer?.count ?? 0, ...(lastAt === undefined ? {} : { lastAt }) };
}

type ByRow<Answer> = ReadonlyMap<number, Answer>;

/** The answers of a unit, by the number of their row. */
class AnsweredRows {
  readonly #entities: ByRow<EntityAnswer>;
  readonly #nodes: ByRow<UnitAnswer['nodes'][number]>;
  readonly #links: ByRow<LinkAnswer>;
  readonly #superseded: ByRow<SupersededAnswer>;
  readonly #transitions: ByRow<TransitionAnswer>;
  readonly #tallies: ByRow<TallyAnswer>;

  constructor(answer: UnitAnswer) {
    this.#entities = byRow(answer.entities);
    this.#nodes = byRow(answer.nodes);
    this.#links = byRow(answer.links);
    this.#superseded = byRow(answer.superseded);
    this.#transitions = byRow(answer.transitions);
    this.#tallies = byRow(answer.tallies);
  }

  entity(place = 0): EntityAnswer | undefined {
    return this.#entities.get(place);
  }

  node(place = 0): UnitAnswer['nodes'][number] | undefined {
    return this.#nodes.get(place);
  }

  link(place = 0): LinkAnswer | undefined {
    return this.#links.get(place);
  }

  superseded(place = 0): readonly Pick<SupersededAnswer, 'id' | 'by' | 'supersededBy'>[] {
    const answer = this.#superseded.get(place);
    if (answer === undefined) return [];
    return [{ id: answer.id, by: answer.by, supersededBy: answer.supersededBy }];
  }

  transition(place = 0): TransitionAnswer | undefined {
    return this.#transitions.get(place);
  }

  tally(place = 0): TallyAnswer | undefined {
    return this.#tallies.get(place);
  }
}

const byRow = <Answer extends { readonly row: number }>(
  answers: readonly Answer[],
): ByRow<Answer> => new Map(answers.map((answer) => [answer.row, answer]));
