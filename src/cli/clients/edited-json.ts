import { isDeepStrictEqual } from 'node:util';

import {
  applyEdits,
  createScanner,
  type Edit,
  findNodeAtLocation,
  type Node,
  parse,
  parseTree,
} from 'jsonc-parser';

type Path = readonly string[];

/** A JSON text that is changed member by member; whatever is not changed stays to the letter, comments too. */
export class EditedJson {
  text: string;
  readonly #indent: string;
  readonly #endOfLine: string;

  constructor(text: string) {
    this.text = text;
    this.#indent = /^([\t ]+)\S/m.exec(text)?.[1] ?? '  ';
    this.#endOfLine = text.includes('\r\n') ? '\r\n' : '\n';
  }

  get(path: Path): unknown {
    let value: unknown = parse(this.text);
    for (const member of path) value = memberOf(value, member);
    return value;
  }

  /** Sets a member, and makes the objects on the way to it. */
  set(path: Path, value: unknown): void {
    if (isDeepStrictEqual(this.get(path), value)) return;
    const node = this.#find(path);
    if (node !== undefined) {
      const content = this.#rendered(value, this.#indentAt(node.offset));
      this.#apply([{ offset: node.offset, length: node.length, content }]);
      return;
    }
    const parent = path.slice(0, -1);
    const [member = ''] = path.slice(-1);
    if (this.#find(parent) === undefined) this.set(parent, { [member]: value });
    else this.#append(parent, value, `${JSON.stringify(member)}: `);
  }

  /** Removes a member with its comma, its line if nothing else is on it, and what has nothing in it then, not even a comment. */
  remove(path: Path): void {
    const member = this.#find(path)?.parent;
    if (member === undefined) return;
    const { offset, length } = member;
    const comma = this.#commaAfter(member) ?? this.#commaAfter(siblingBefore(member));
    this.#apply([
      { offset, length, content: '' },
      ...(comma === undefined ? [] : [{ offset: comma, length: 1, content: '' }]),
    ]);
    this.#removeBlank(comma !== undefined && comma < offset ? offset - 1 : offset);
    const whole = path.slice(0, -1);
    if (this.#hasNothing(whole)) this.remove(whole);
    this.remove(path); // it may stand there twice
  }

  #hasNothing(path: Path): boolean {
    const { offset = 0, length = 0 } = this.#find(path) ?? {};
    return /^\{\s*\}$/.test(this.text.slice(offset, offset + length));
  }

  /** Where the comma is that comes next, comments aside; undefined when something else does. */
  #commaAfter(node: Node | undefined): number | undefined {
    if (node === undefined) return undefined;
    const scanner = createScanner(this.text, true);
    scanner.setPosition(node.offset + node.length);
    scanner.scan();
    const at = scanner.getTokenOffset();
    return this.text.startsWith(',', at) ? at : undefined;
  }

  /** The line where something was taken out, if it is blank now; else one of two gaps that met there. */
  #removeBlank(offset: number): void {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1;
    const ahead = this.text.slice(start, offset);
    const [gap = '', lineEnd] = /^[\t ]*(\r?\n)?/.exec(this.text.slice(offset)) ?? [];
    const content = ahead.trim() === '' ? '' : (lineEnd ?? '');
    const from = lineEnd === undefined ? offset : start + ahead.trimEnd().length;
    this.#apply([{ offset: from, length: offset + gap.length - from, content }]);
  }

  /** Puts a value at the end of a list. */
  add(path: Path, value: unknown): void {
    if (this.#find(path) === undefined) this.set(path, [value]);
    else this.#append(path, value);
  }

  #find(path: Path): Node | undefined {
    const root = parseTree(this.text, [], { allowTrailingComma: true });
    return root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  }

  /** After the last item, its comma, and the comment on its line. */
  #append(path: Path, value: unknown, name = ''): void {
    const parent = this.#find(path);
    if (parent === undefined) return;
    const outer = this.#indentAt(parent.offset);
    const inner = `${outer}${this.#indent}`;
    const item = `${this.#endOfLine}${inner}${name}${this.#rendered(value, inner)}`;
    const last = parent.children?.at(-1);
    const start = last === undefined ? parent.offset + 1 : last.offset + last.length;
    const end = parent.offset + parent.length - 1;
    const { ahead, comma, behind, rest } =
      last === undefined
        ? { ahead: '', comma: '', behind: this.text.slice(start, end).trimEnd(), rest: '' }
        : tailOf(this.text.slice(start, end));
    const closing = rest.includes('\n') ? rest : `${this.#endOfLine}${outer}`;
    const added = last === undefined || comma !== '' ? '' : ',';
    const content = `${added}${ahead}${comma}${behind}${item}${comma}${closing}`;
    this.#apply([{ offset: start, length: end - start, content }]);
  }

  #rendered(value: unknown, indent: string): string {
    const lines = JSON.stringify(value, null, this.#indent).split('\n');
    return lines.join(`${this.#endOfLine}${indent}`);
  }

  #indentAt(offset: number): string {
    const line = this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset);
    return /^[\t ]*/.exec(line)?.[0] ?? '';
  }

  #apply(edits: Edit[]): void {
    this.text = applyEdits(this.text, edits);
  }
}

function siblingBefore(member: Node): Node | undefined {
  const siblings = member.parent?.children ?? [];
  return siblings[siblings.indexOf(member) - 1];
}

const memberOf = (value: unknown, member: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, member)
    ? (value as Readonly<Record<string, unknown>>)[member] // it has it
    : undefined;

/** What stands between the last item and the end: a comma perhaps, comments on the same line, and the rest. */
function tailOf(tail: string) {
  const onLine = String.raw`(?:[ \t]|/\*[^\r\n]*?\*/)*`;
  const pattern = new RegExp(`^(${onLine})(,?)(${onLine}(?://[^\\r\\n]*)?)`);
  const [whole = '', ahead = '', comma = '', behind = ''] = pattern.exec(tail) ?? [];
  const rest = tail.slice(whole.length);
  return rest.includes('\n')
    ? { ahead, comma, behind, rest }
    : { ahead: ahead.trimEnd(), comma, behind: behind.trimEnd(), rest };
}
