import type { Source } from "../../contract/source.ts";
import { type ListTree, newEntries, type Scalar, type Tree } from "../../contract/tree.ts";
import { findUnprintable } from "./unprintable.ts";
import { isOrdinaryNumber, readOtherwise } from "./yaml-versions.ts";

/** Whatever could begin something else than a line of a plain document: tabs, carriage returns, markers, directives. */
const UNCOMMON_LINE = /[\t\r]|^(?:---|\.\.\.|%)/m;

/** Keys without quotes, up to the colon. */
const PLAIN_KEY = /[A-Za-z0-9_/.][A-Za-z0-9_/.@+~$-]*/y;

/** What a scalar without quotes does not begin with (YAML 1.2.2, section 5.3); `-` may, if no space follows. */
const INDICATORS = new Set("?:,[]{}#&*!|>'\"%@`");

/** What a plain scalar begins with if it may be a number. */
const NUMERIC_START = new Set("-+.0123456789");

/** Numbers of the core schema (YAML 1.2.2, section 10.3.2), and some more. */
const NUMBER = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$|^0[xo]|^[-+]?\.(?:inf|nan)$/i;

const CONSTANTS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...["true", "True", "TRUE"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE"].map((text) => [text, false] as const),
  ...["null", "Null", "NULL", "~"].map((text) => [text, null] as const),
]);

const TAGS = ["append", "prepend"] as const;

/** Deeper values are left to the library, which says so if they are nested too deeply. */
const DEEPEST = 64;

/** Thrown where the text has something uncommon. */
class Uncommon extends Error {}

/**
 * Reads what catalogs are mostly made of, in a seventh of the time that the library takes when a command starts: block maps and lists,
 * flow maps and lists on one line, scalars without quotes, and quoted ones without escapes.
 * @returns the tree that the library would give; undefined where there is anything else, or anything wrong
 */
export function readCommonYaml(source: Source): Tree | undefined {
  const { text } = source;
  if (UNCOMMON_LINE.test(text) || findUnprintable(text) !== undefined) return undefined;
  try {
    return new Reader(source).readDocument();
  } catch (error) {
    if (error instanceof Uncommon) return undefined;
    throw error;
  }
}

type Key = readonly [start: number, end: number] | undefined;

class Reader {
  readonly #source: Source;
  readonly #text: string;
  #at = 0;
  /** Column, from 0, where `#at` is at the first value of a line; -1 at the end. */
  #column = -1;
  /** Column of the comment before it that is indented most; 0 if there is none. */
  #remark = 0;
  /** Where the line ends that the last value of a block is on. */
  #end = 0;
  #depth = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  readDocument(): Tree {
    this.#goToContent();
    if (this.#column !== 0) throw new Uncommon();
    const tree = this.#block(undefined);
    if (this.#at < this.#text.length) throw new Uncommon();
    return tree;
  }

  /** From the beginning of a line over blank lines and comments. */
  #goToContent(): void {
    const text = this.#text;
    this.#remark = 0;
    for (let start = this.#at; start < text.length; ) {
      let at = start;
      while (text[at] === " ") at++;
      if (text[at] === "#") this.#remark = Math.max(this.#remark, at - start);
      if (at < text.length && text[at] !== "\n" && text[at] !== "#") {
        this.#at = at;
        this.#column = at - start;
        return;
      }
      start = endOfLine(text, at);
    }
    this.#at = text.length;
    this.#column = -1;
  }

  #block(key: Key): Tree {
    if (++this.#depth > DEEPEST) throw new Uncommon();
    const tree = this.#isItem() ? this.#blockList(key) : this.#blockMap(key);
    this.#depth--;
    return tree;
  }

  #isItem(): boolean {
    return this.#text[this.#at] === "-" && isBlank(this.#text[this.#at + 1]);
  }

  #blockMap(key: Key): Tree {
    const column = this.#column;
    const start = this.#at;
    const entries = newEntries();
    do {
      const place = this.#key();
      const name = this.#nameAt(place);
      if (name in entries) throw new Uncommon();
      entries[name] = this.#blockValue(column, place);
    } while (this.#column === column && !this.#isItem());
    this.#leave(column);
    return { kind: "map", ...this.#place(start, this.#end, key), entries };
  }

  #blockList(key: Key): Tree {
    const column = this.#column;
    const start = this.#at;
    const items: Tree[] = [];
    do {
      this.#at++;
      items.push(this.#blockValue(column, undefined));
    } while (this.#column === column && this.#isItem());
    this.#leave(column);
    return { kind: "list", ...this.#place(start, this.#end, key), items };
  }

  /** At the end of a block. The library counts comments that are indented more than it as a part of it. */
  #leave(column: number): void {
    if (this.#column > column || this.#remark > column) throw new Uncommon();
  }

  /** A value after a colon or a dash; then `#at` is at the next line with content. */
  #blockValue(column: number, key: Key): Tree {
    const text = this.#text;
    const next = this.#skipSpaces();
    if (next === undefined || next === "\n" || next === "#") {
      this.#finishLine();
      this.#goToContent();
      // A list may stand below its key without being indented.
      const isBelow = this.#column > column || (key !== undefined && this.#column === column && this.#isItem());
      if (!isBelow) throw new Uncommon();
      return this.#block(key);
    }
    if (text[this.#at - 1] !== " ") throw new Uncommon();
    const tree = this.#value(key, false);
    this.#finishLine();
    this.#end = this.#at;
    this.#goToContent();
    // The value would go on here.
    if (this.#column > column) throw new Uncommon();
    return tree;
  }

  /** Over what may follow a value on its line, and the end of the line. */
  #finishLine(): void {
    const text = this.#text;
    const before = this.#at;
    const next = this.#skipSpaces();
    if (next === "#" && before === this.#at && text[before - 1] !== " ") throw new Uncommon();
    if (next !== undefined && next !== "\n" && next !== "#") throw new Uncommon();
    this.#at = endOfLine(text, this.#at);
  }

  /** A key and its colon. */
  #key(): readonly [start: number, end: number] {
    const text = this.#text;
    const start = this.#at;
    if (this.#isQuote()) this.#quoted();
    else {
      PLAIN_KEY.lastIndex = start;
      if (!PLAIN_KEY.test(text)) throw new Uncommon();
      this.#at = PLAIN_KEY.lastIndex;
    }
    const end = this.#at++;
    if (text[end] !== ":" || !isBlank(text[end + 1])) throw new Uncommon();
    return [start, end];
  }

  #nameAt([start, end]: readonly [start: number, end: number]): string {
    const text = this.#text;
    if (text[start] === '"' || text[start] === "'") return text.slice(start + 1, end - 1);
    const name = text.slice(start, end);
    const isAmbiguous = readOtherwise(name) !== undefined || CONSTANTS.get(name) === null;
    if (isAmbiguous || (NUMBER.test(name) && !isOrdinaryNumber(name, Number(name)))) throw new Uncommon();
    return name;
  }

  /** A value that begins and ends on this line. */
  #value(key: Key, isInFlow: boolean): Tree {
    const first = this.#text[this.#at];
    if (first === "[") return this.#flowList(this.#at, key);
    if (first === "{") return this.#flowMap(key);
    if (first === "!") return this.#taggedList(key);
    const start = this.#at;
    const value = this.#isQuote() ? this.#quoted() : this.#plain(isInFlow);
    return { kind: "scalar", ...this.#place(start, this.#at, key), value };
  }

  #taggedList(key: Key): Tree {
    const text = this.#text;
    const start = this.#at;
    const extend = TAGS.find((tag) => text.startsWith(`!${tag} [`, start));
    if (extend === undefined) throw new Uncommon();
    this.#at += `!${extend} `.length;
    return { extend, ...this.#flowList(this.#at, key) };
  }

  #flowList(start: number, key: Key): ListTree {
    const items: Tree[] = [];
    this.#flow("]", () => items.push(this.#value(undefined, true)));
    return { kind: "list", ...this.#place(start, this.#at, key), items };
  }

  #flowMap(key: Key): Tree {
    const start = this.#at;
    const entries = newEntries();
    this.#flow("}", () => {
      const place = this.#key();
      const name = this.#nameAt(place);
      if (name in entries || this.#skipSpaces() === "\n") throw new Uncommon();
      entries[name] = this.#value(place, true);
    });
    return { kind: "map", ...this.#place(start, this.#at, key), entries };
  }

  /** Entries with commas between them, and maybe one after the last. */
  #flow(close: string, readEntry: () => void): void {
    if (++this.#depth > DEEPEST) throw new Uncommon();
    this.#at++;
    while (this.#skipSpaces() !== close) {
      readEntry();
      const next = this.#skipSpaces();
      if (next === ",") this.#at++;
      else if (next !== close) throw new Uncommon();
    }
    this.#at++;
    this.#depth--;
  }

  #isQuote(): boolean {
    return this.#text[this.#at] === '"' || this.#text[this.#at] === "'";
  }

  #quoted(): string {
    const text = this.#text;
    const quote = text[this.#at] ?? "";
    const start = this.#at + 1;
    const end = text.indexOf(quote, start);
    const value = text.slice(start, end);
    const hasEscape = quote === '"' ? value.includes("\\") : text[end + 1] === "'";
    if (end === -1 || hasEscape || value.includes("\n")) throw new Uncommon();
    this.#at = end + 1;
    return value;
  }

  #plain(isInFlow: boolean): Scalar {
    const text = this.#text;
    const start = this.#at;
    const first = text[start] ?? "";
    if (INDICATORS.has(first)) throw new Uncommon();
    const second = text[start + 1];
    if (first === "-" && (isBlank(second) || (isInFlow && INDICATORS.has(second ?? "")))) throw new Uncommon();
    let end = start;
    for (let at = start; at < text.length; at++) {
      const character = text[at];
      if (character === " ") continue;
      if (character === "\n" || (character === "#" && text[at - 1] === " ")) break;
      if (character === ":" && (isBlank(text[at + 1]) || (isInFlow && ",[]{}".includes(text[at + 1] ?? ""))))
        throw new Uncommon();
      if (isInFlow && (character === "[" || character === "{")) throw new Uncommon();
      if (isInFlow && (character === "," || character === "]" || character === "}")) break;
      end = at + 1;
    }
    this.#at = end;
    return scalarOf(text.slice(start, end));
  }

  /** @returns the character there */
  #skipSpaces(): string | undefined {
    while (this.#text[this.#at] === " ") this.#at++;
    return this.#text[this.#at];
  }

  #place(start: number, end: number, key: Key): { source: Source; start: number; end: number; key?: NonNullable<Key> } {
    const source = this.#source;
    return key === undefined ? { source, start, end } : { source, start, end, key };
  }
}

function scalarOf(written: string): Scalar {
  const constant = CONSTANTS.get(written);
  if (constant !== undefined) return constant;
  if (!NUMERIC_START.has(written[0] ?? "") || !NUMBER.test(written)) return written;
  const value = Number(written);
  if (!isOrdinaryNumber(written, value)) throw new Uncommon();
  return value;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === " " || character === "\n";
}

/** Where the next line begins. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
