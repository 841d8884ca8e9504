import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
  YAMLSeq,
  type Scalar as YamlScalar,
} from "yaml";
import type { FindingDraft, Report } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import { newEntries, type Tree } from "../../contract/tree.ts";
import { EXTEND_TAGS, explainMergeKey, explainUnknownAnchor, explainYamlProblem } from "./explain-yaml-problem.ts";
import { readCommonYaml } from "./read-common-yaml.ts";
import { reportCharacters, reportEscaped } from "./report-characters.ts";
import { reportReading } from "./report-reading.ts";
import { isOrdinaryNumber, readOtherwise } from "./yaml-versions.ts";

/** More values than this behind aliases are a bomb, not a catalog. */
const MOST_ALIASED_VALUES = 20_000;

/**
 * YAML 1.2 (core schema) of one file as a tree with places. Everything that two parsers could read differently is an
 * error: unknown tags, duplicate keys, blanks, several documents.
 * @returns undefined if the file is empty or its YAML is broken.
 */
export function parseYaml(source: Source, report: Report): Tree | undefined {
  return readCommonYaml(source) ?? readAnyYaml(source, report);
}

/** With the library, which knows all of YAML, and what is wrong where. */
export function readAnyYaml(source: Source, report: Report): Tree | undefined {
  try {
    const document = parseDocument(source.text, {
      version: "1.2",
      // Quadratic in the library; found below.
      uniqueKeys: false,
      prettyErrors: false,
      // "silent" would silently drop a second document.
      logLevel: "error",
      customTags: EXTEND_TAGS.map((tag) => ({
        tag,
        collection: "seq" as const,
        nodeClass: YAMLSeq,
        resolve: (node) => node,
      })),
    });
    reportCharacters(source, report);
    if (reportSyntax(document, source, report) || reportVersion(document, source, report)) return undefined;
    return new Converter(source, report).convert(document.contents, undefined);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report({
      code: "yaml/syntax",
      message: "values are nested too deeply",
      at: { source, start: 0, end: 0 },
    });
    return undefined;
  }
}

/** Unknown tags one by one; of the rest only the first, because what the parser reports after it is mostly a consequence. */
function reportSyntax(document: Document.Parsed, source: Source, report: Report): boolean {
  const problems = [...document.errors, ...document.warnings];
  const isTag = ({ code }: YAMLError) => code === "TAG_RESOLVE_FAILED";
  const first = problems.filter((problem) => !isTag(problem)).sort((a, b) => a.pos[0] - b.pos[0])[0];
  for (const problem of problems) {
    if (isTag(problem) || problem === first) report(explainYamlProblem(problem, document, source));
  }
  return problems.length > 0;
}

/** A file that declares another version would be read by that version's rules: `0120` is 80 in YAML 1.1. */
function reportVersion({ directives }: Document.Parsed, source: Source, report: Report): boolean {
  const { version } = directives.yaml;
  if (version === "1.2") return false;
  const start = source.text.search(/^%YAML/m);
  report({
    code: "yaml/syntax",
    message: `the file declares YAML ${version}, which reads some values differently`,
    at: { source, start, end: start + "%YAML".length },
    help: "remove the line: catalogs are YAML 1.2",
  });
  return true;
}

/** Converts one document. Stateful: anchors seen so far, and the budget for values multiplied by aliases. */
class Converter {
  readonly #source: Source;
  readonly #report: Report;
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #open = new Set<ParsedNode>();
  #aliased = 0;
  #inAlias = 0;
  #faults = 0;
  #bombReported = false;

  constructor(source: Source, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  convert(node: ParsedNode | null, key: readonly [number, number] | undefined): Tree | undefined {
    if (node === null) return undefined;
    const [start, end] = node.range;
    const place = { source: this.#source, start, end, ...(key === undefined ? {} : { key }) };
    if (isAlias(node)) return this.#followAlias(node.source, place);
    if (this.#inAlias > 0 && ++this.#aliased > MOST_ALIASED_VALUES) {
      this.#reportBomb(place);
      return undefined;
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node, place);
    this.#open.add(node);
    const before = this.#faults;
    const tree = isMap(node) ? this.#map(node, place) : this.#list(node, place);
    this.#open.delete(node);
    return this.#faults === before ? tree : { ...tree, faulty: true };
  }

  #scalar(node: YamlScalar.Parsed, place: KeyedSpan): Tree | undefined {
    const { value } = node;
    if (value === null && place.start === place.end && node.source === "")
      return { kind: "scalar", ...place, value, blank: true };
    if (typeof value === "number" && !isOrdinaryNumber(node.source, value)) {
      this.#reportNumber(node.source, value, place);
      return undefined;
    }
    if (typeof value === "string") reportEscaped(value, place, (draft) => this.#fail(draft));
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return { kind: "scalar", ...place, value };
    }
    this.#fail({ code: "yaml/syntax", message: "this is not a string, number or boolean", at: place });
    return undefined;
  }

  #list(node: YAMLSeq.Parsed, place: KeyedSpan): Tree {
    const items: Tree[] = [];
    for (const item of node.items) {
      const tree = this.convert(item, undefined);
      if (tree === undefined) continue;
      if (tree.kind === "scalar" && tree.blank) this.#reportBlank("this list element", tree);
      else items.push(tree);
    }
    const extend = node.tag === "!append" ? "append" : node.tag === "!prepend" ? "prepend" : undefined;
    return { kind: "list", ...place, items, ...(extend === undefined ? {} : { extend }) };
  }

  #map(node: YAMLMap.Parsed, place: KeyedSpan): Tree {
    const entries = newEntries();
    let left = 0;
    for (const pair of node.items) {
      const name = this.#keyName(pair.key);
      if (name === undefined) {
        left++;
        continue;
      }
      const [start, end] = pair.key.range;
      if (name === "<<") {
        this.#fail(explainMergeKey({ source: this.#source, start, end }));
        continue;
      }
      const earlier = entries[name];
      if (earlier?.key !== undefined) {
        this.#fail({
          code: "yaml/duplicate-key",
          message: `duplicate key \`${name}\``,
          at: { source: this.#source, start, end },
          notes: [
            { message: "first given here", at: { source: this.#source, start: earlier.key[0], end: earlier.key[1] } },
          ],
          help: "remove one",
        });
        continue;
      }
      const tree =
        this.convert(pair.value, [start, end]) ?? blankAfter(this.#source, [start, end], pair.value === null);
      if (tree !== undefined && !(tree.kind === "scalar" && tree.blank)) {
        entries[name] = tree;
        continue;
      }
      left++;
      if (tree !== undefined) this.#reportBlank(`\`${name}\``, { source: this.#source, start, end });
    }
    return { kind: "map", ...place, entries, ...(left > 0 ? { incomplete: true } : {}) };
  }

  #keyName(key: ParsedNode): string | undefined {
    const [start, end] = key.range;
    if (isScalar(key) && key.value !== null && typeof key.value !== "object") {
      const at = { source: this.#source, start, end };
      if (typeof key.value === "string") reportEscaped(key.value, at, (draft) => this.#fail(draft));
      const other = key.type === "PLAIN" && typeof key.value === "string" ? readOtherwise(key.value) : undefined;
      if (other !== undefined) reportReading(key.source, other, at, (draft) => this.#fail(draft));
      if (typeof key.value === "number" && !isOrdinaryNumber(key.source, key.value)) {
        this.#reportNumber(key.source, key.value, at);
      }
      return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
    }
    this.#fail({
      code: "yaml/syntax",
      message: "a key must be a plain name",
      at: { source: this.#source, start, end },
    });
    return undefined;
  }

  #reportNumber(written: string, value: number, at: KeyedSpan): void {
    this.#fail({
      code: "yaml/ambiguous",
      message: `ambiguous number \`${written}\`: YAML parsers read it differently`,
      at,
      help:
        Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))
          ? `write ${value}, or put it in quotes if you mean a string`
          : "put it in quotes if you mean a string",
    });
  }

  #followAlias(name: string, place: KeyedSpan): Tree | undefined {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      this.#fail(explainUnknownAnchor(name, place));
      return undefined;
    }
    if (this.#open.has(target)) {
      this.#fail({ code: "yaml/syntax", message: `\`*${name}\` is used inside its own anchor`, at: place });
      return undefined;
    }
    this.#inAlias++;
    const tree = this.convert(target, place.key);
    this.#inAlias--;
    return tree;
  }

  #reportBomb(at: KeyedSpan): void {
    if (this.#bombReported) return;
    this.#bombReported = true;
    this.#fail({
      code: "yaml/alias-bomb",
      message: `aliases expand to more than ${MOST_ALIASED_VALUES} values`,
      at,
      help: "use a profile for what many services share",
    });
  }

  #reportBlank(what: string, at: KeyedSpan): void {
    this.#fail({
      code: "language/blank",
      message: `${what} has no value`,
      at,
      help: "write a value, or remove the key; `null` removes an inherited value",
    });
  }

  #fail(draft: FindingDraft): void {
    this.#faults++;
    this.#report(draft);
  }
}

type KeyedSpan = { source: Source; start: number; end: number; key?: readonly [number, number] };

/** `{a, b: 1}`: a key without a value in a flow map has no node at all. */
function blankAfter(source: Source, key: readonly [number, number], absent: boolean): Tree | undefined {
  return absent ? { source, start: key[1], end: key[1], key, kind: "scalar", value: null, blank: true } : undefined;
}
