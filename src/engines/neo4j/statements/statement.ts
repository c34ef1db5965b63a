const defined = new Map<string, Statement>();

/** A constant Cypher text with its name; every statement takes the one map parameter `$p`. Made by `defineStatement` alone. */
export class Statement {
  readonly name: string;
  readonly access: 'read' | 'write';
  readonly #text: string;

  constructor(name: string, access: 'read' | 'write', text: string) {
    if (defined.has(name)) throw new Error(`There are two statements with the name ${name}`);
    this.name = name;
    this.access = access;
    this.#text = text;
    defined.set(name, this);
  }

  /** A private field makes the class one that no literal fits. */
  get text(): string {
    return this.#text;
  }
}

/** The only way to a statement, so that none can be sent that `definedStatements` leaves out. Called when modules are loaded. */
export function defineStatement(name: string, access: 'read' | 'write', text: string): Statement {
  return new Statement(name, access, text);
}

/** Every statement of the modules that are loaded, by name. */
export const definedStatements = (): ReadonlyMap<string, Statement> => defined;
