/** A constant Cypher text with its name; every statement takes the one map parameter `$p`. */
export interface Statement {
  readonly name: string;
  readonly access: 'read' | 'write';
  readonly text: string;
}
