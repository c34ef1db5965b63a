import { MemosGraphError } from './memos-graph-error.ts';

/** Thrown when an argument cannot be used; nothing was read or written. */
export class InvalidInputError extends MemosGraphError {
  override readonly code = 'INVALID_INPUT';
  /** The path of the argument, such as `entities[2].name`; empty when the whole input is wrong. */
  readonly field: string;

  constructor(field: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.field = field;
  }
}

const listedAtMost = 5;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, listedAtMost).map((value) => JSON.stringify(value));
  return `${shown.join(', ')}${values.length > listedAtMost ? ` and ${values.length - listedAtMost} more` : ''}`;
}

/** Thrown when a call names a node that is not in this space, or is there with a kind that the call cannot use. */
export class NodeNotFoundError extends MemosGraphError {
  override readonly code = 'NODE_NOT_FOUND';
  /** Every id that was not found, in the order given. */
  readonly ids: readonly string[];

  constructor(ids: readonly string[], wanted: string, options?: ErrorOptions) {
    const names = listed(ids);
    super(
      `No ${wanted} with id ${names} is in this space; nothing was written. Create it first or check the id`,
      options,
    );
    this.ids = ids;
  }
}

/** Thrown when an id is already taken by another content or another kind of node; the stored node is unchanged. */
export class IdConflictError extends MemosGraphError {
  override readonly code = 'ID_CONFLICT';
  readonly ids: readonly string[];

  constructor(ids: readonly string[], options?: ErrorOptions) {
    const names = listed(ids);
    super(
      `The id ${names} already holds something else; nothing was written. Use another id, or supersede the stored memory`,
      options,
    );
    this.ids = ids;
  }
}

/** Thrown when a name given as an alias already belongs to another entity; nothing was written. */
export class AliasConflictError extends MemosGraphError {
  override readonly code = 'ID_CONFLICT';
  readonly ids: readonly string[];

  constructor(names: readonly string[], ids: readonly string[], options?: ErrorOptions) {
    const quoted = listed(names);
    super(
      `The name ${quoted} already belongs to another entity; nothing was written. Leave it out of \`aliases\``,
      options,
    );
    this.ids = ids;
  }
}
