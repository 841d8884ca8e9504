import type { FindingDraft, Report } from "../../contract/finding.ts";
import { find, keySpan, nearest, plain, type Tree } from "../../contract/tree.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { helpToMap, helpToName } from "../help/help-to-map.ts";
import { helpToPlace } from "../help/help-to-place.ts";
import { helpToChoose, helpToRetype } from "../help/help-to-retype.ts";
import { helpToWritePath } from "../help/help-to-write-path.ts";
import { findUnprintable } from "../parse/unprintable.ts";
import { allSchemasAt, expectedNames, type Schema, schemaAt, unfold, wholeOf } from "../schema/schema-at.ts";
import type { SchemaError } from "../schema/validators.ts";

/**
 * Turns ajv's errors into findings at places: each wrong value once, in the words of the schema's `x-expects`.
 * @param definition Name of the schema's definition.
 * @param what The definition's name in messages, such as `services.www`.
 */
export function explainSchemaErrors(
  definition: string,
  tree: Tree,
  what: string,
  errors: readonly SchemaError[],
  report: Report,
): void {
  for (const error of withoutEchoes(errors, tree)) {
    const path = pointerToPath(error.instancePath);
    // What the parser left out, or reported, needs no second finding.
    const isEcho = (error.keyword === "minItems" || error.keyword === "minProperties") && nearest(tree, path).faulty;
    if (isEcho || hasBadCharacter(error, tree, path)) continue;
    report(explain(definition, tree, what, path, error));
  }
}

/** The parser reports forbidden characters, at their exact place. */
function hasBadCharacter({ propertyName }: SchemaError, tree: Tree, path: readonly string[]): boolean {
  const at = find(tree, path);
  const text = propertyName ?? (at?.kind === "scalar" ? at.value : undefined);
  return typeof text === "string" && findUnprintable(text) !== undefined;
}

/**
 * ajv reports every branch of an `anyOf`, the `anyOf` itself, and `propertyNames` twice. Of an `anyOf` the errors of
 * the branch that the value was meant for stay (a map's for a map); if none fits, only the `anyOf`.
 */
function withoutEchoes(errors: readonly SchemaError[], tree: Tree): SchemaError[] {
  const choices = errors.filter((error) => error.keyword === "anyOf");
  return errors.filter((error) => {
    if (error.keyword === "propertyNames") return false;
    for (const choice of choices) {
      if (error === choice) {
        if (hasInnerErrors(choice, errors, tree)) return false;
      } else if (belongsTo(error, choice)) {
        const meant = error.instancePath !== choice.instancePath || isOfMeantBranch(error, choice, tree);
        if (!meant) return false;
      }
    }
    return true;
  });
}

function hasInnerErrors(choice: SchemaError, errors: readonly SchemaError[], tree: Tree): boolean {
  return errors.some(
    (error) =>
      error !== choice &&
      belongsTo(error, choice) &&
      (error.instancePath !== choice.instancePath || isOfMeantBranch(error, choice, tree)),
  );
}

function belongsTo(error: SchemaError, choice: SchemaError): boolean {
  return error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
}

/** Errors of the right JSON type: an unknown key in a map, a bad pattern in a string. */
function isOfMeantBranch(error: SchemaError, choice: SchemaError, tree: Tree): boolean {
  if (error.keyword === "type" || error.keyword === "enum" || error.keyword === "anyOf") return false;
  const value = find(tree, pointerToPath(choice.instancePath));
  const textual = ["pattern", "maxLength", "minLength"].includes(error.keyword) && error.propertyName === undefined;
  return value?.kind === "scalar" ? textual : true;
}

function explain(definition: string, tree: Tree, what: string, path: string[], error: SchemaError): FindingDraft {
  const schema = schemaAt(definition, tree, path);
  const at = nearest(tree, path);
  const name = nameOf(what, tree, path);
  const expects = schema["x-expects"];
  if (error.propertyName !== undefined) {
    const key = find(tree, [...path, error.propertyName]) ?? at;
    return {
      code: "language/bad-name",
      message: `${show(error.propertyName)} is not a valid key of ${name}`,
      at: keySpan(key),
      help: isOfPaths(schema) ? helpToWritePath(error.propertyName) : writeHelp(schemaOfNames(schema)),
    };
  }
  switch (error.keyword) {
    case "additionalProperties":
      return explainUnknownKey(tree, path, String(error.params["additionalProperty"]), name, schema);
    case "required":
      return {
        code: "language/missing-key",
        message: `${name}: required key \`${error.params["missingProperty"]}\` is missing`,
        at: keySpan(at),
        help: helpToAdd(String(error.params["missingProperty"]), schema),
      };
    case "enum":
      return {
        code: "language/bad-value",
        message: `${name}: ${typeof plain(at) === "string" ? show(plain(at)) : kindOf(at)} is not a valid value`,
        at,
        help: helpToChoose(at, (error.params["allowedValues"] as unknown[]).map(String)),
      };
    case "type":
      return {
        code: "language/wrong-type",
        message: `${name} must be ${typeName(error.params["type"])}, not ${kindOf(at)}`,
        at,
        help:
          helpToRetype(at, error.params["type"]) ??
          helpToShape(definition, tree, what, path, error) ??
          writeHelp(expects),
      };
    case "anyOf":
      return {
        code: "language/wrong-type",
        message: `${name}: ${kindOf(at)} is not a valid value`,
        at,
        help: writeHelp(expects ?? describe(schema)),
      };
    case "uniqueItems":
      return explainTwice(at, name);
    case "minItems":
      return { code: "language/empty", message: `${name} is empty`, at, help: "write at least one element" };
    case "minProperties":
      return { code: "language/empty", message: `${name} is empty`, at, help: describe(schema) };
    default:
      return {
        code: "language/bad-value",
        message: `${name}: ${show(plain(at))} is not a valid value`,
        at,
        help: writeHelp(expects ?? describe(schema)),
      };
  }
}

/** `nodes.mon1.roles[0]`: the path to a value, as users write it. */
function nameOf(what: string, tree: Tree, path: readonly string[]): string {
  const isElement = (index: number) => find(tree, path.slice(0, index))?.kind === "list";
  return path.reduce((name, step, index) => (isElement(index) ? `${name}[${step}]` : `${name}.${step}`), what);
}

/** The first duplicate element of a list. */
function explainTwice(list: Tree, name: string): FindingDraft {
  const seen = new Map<unknown, Tree>();
  for (const item of list.kind === "list" ? list.items : []) {
    const earlier = seen.get(plain(item));
    if (earlier === undefined) seen.set(plain(item), item);
    else {
      return {
        code: "language/bad-value",
        message: `${name} contains ${show(plain(item))} twice`,
        at: item,
        notes: [{ message: "first given here", at: earlier }],
        help: "remove one of them",
      };
    }
  }
  throw new Error(`${name} has no element twice`);
}

function explainUnknownKey(tree: Tree, path: string[], key: string, name: string, schema: Schema): FindingDraft {
  const known = Object.keys(schema.properties ?? {});
  const place = helpToPlace(key, schema);
  const meant = didYouMean(key, known);
  return {
    code: "language/unknown-key",
    message: `unknown key ${show(key)} in ${name}`,
    at: keySpan(find(tree, [...path, key]) ?? nearest(tree, path)),
    help:
      place !== undefined && meant !== undefined
        ? `${place}; or ${meant}`
        : (place ?? meant ?? `valid keys are ${known.join(", ")}`),
  };
}

/** How to write a value as the required map, or a list of maps as a map by name if a list may only have names. */
function helpToShape(
  definition: string,
  tree: Tree,
  what: string,
  path: string[],
  error: SchemaError,
): string | undefined {
  const at = nearest(tree, path);
  const whole = wholeOf(definition);
  if (error.params["type"] === "object")
    return helpToMap(
      at,
      schemaAt(whole, { ...at, kind: "map", entries: {} }, path),
      path.at(-1) ?? what.slice(what.indexOf(".") + 1),
    );
  const list = find(tree, path.slice(0, -1));
  if (at.kind !== "map" || list?.kind !== "list") return undefined;
  const branches = allSchemasAt(whole, tree, path.slice(0, -1));
  const byName = unfold(branches).anyOf?.some((branch) => typeof unfold(branch).additionalProperties === "object");
  const help = byName === true ? helpToName(list) : undefined;
  return help === undefined ? undefined : `write names, or ${help.replace(/^write /, "")}`;
}

/** What to write for a missing key. */
const EXAMPLES: Readonly<Record<string, string>> = {
  access: "`access: {from: [campus]}`, or `[world]` for everyone",
  addresses: '`addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}`',
  balance: "`balance: {by: haproxy, nodes: lb1}`",
  email: "`email: team@uni.example`",
  frontends: "`frontends: {https: {port: 443, protocol: http}}`, or extend a profile that has them",
  nodes: "`nodes: lb1`, a node or group, or a list of them",
  port: "`port: 443`",
  protocol: "`protocol: http`, `tcp` or `tls`",
  roles: "`roles: [server]`",
  vip: "`vip: web`, the name of a VIP, or its addresses: `vip: {ipv4: 192.0.2.10}`",
};

function helpToAdd(key: string, schema: Schema): string | undefined {
  const example = EXAMPLES[key];
  return example === undefined ? describeProperty(schema, key) : `write ${example}`;
}

function writeHelp(expects: string | undefined): string | undefined {
  return expects === undefined
    ? undefined
    : `write ${expects.charAt(0).toLowerCase()}${expects.slice(1).replace(/\.$/, "")}`;
}

function describe(schema: Schema | undefined): string | undefined {
  return schema?.description?.replace(/\.$/, "");
}

function describeProperty(schema: Schema, key: string): string | undefined {
  const text = describe(schema.properties?.[key]);
  return text === undefined ? undefined : `\`${key}\`: ${text}`;
}

/** Whether the keys of a map are paths of `routes` and `redirects`. */
function isOfPaths(schema: Schema): boolean {
  return schema.propertyNames?.$ref === "#/$defs/pathPrefix";
}

/** Description of the keys of a map. */
function schemaOfNames(schema: Schema): string | undefined {
  const names = schema.propertyNames;
  return names === undefined ? undefined : expectedNames(names);
}

const SHOWN = 60;

/** A value for a message: short, on one line, whatever it is. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function kindOf(tree: Tree): string {
  if (tree.kind === "map") return "a map";
  if (tree.kind === "list") return "a list";
  if (tree.value === null) return "null";
  return typeof tree.value === "string"
    ? `the string ${show(tree.value)}`
    : `the ${typeof tree.value} ${show(tree.value)}`;
}

function typeName(type: unknown): string {
  const names: Record<string, string> = {
    object: "a map",
    array: "a list",
    string: "a string",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
  };
  return names[String(type)] ?? String(type);
}

function pointerToPath(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
