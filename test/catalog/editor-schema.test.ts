import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { composeSchema, type Schema } from "../../scripts/compose-schema.ts";
import { packageRoot } from "../../src/package-root.ts";

const SCHEMA: Schema = JSON.parse(readFileSync(join(packageRoot, "schemas/intentlb.schema.json"), "utf8"));
/** What users see at each key, at each entry that they name (`*`), and at each element of a list (`[]`). */
const PLACES = new Map(places(SCHEMA, ""));
const PROFILES = readdirSync(join(packageRoot, "services"))
  .filter((file) => file !== "defaults.yaml")
  .map((file) => `std/${file.replace(".yaml", "")}`);

test("every key and every entry is described", () => {
  expect(PLACES.size).toBeGreaterThan(500);
  const bare = [...PLACES].filter(([, schema]) => !/\w/.test(String(schema["description"] ?? "")));
  expect(bare.map(([path]) => path)).toEqual([]);
});

test("nothing inside a key is shown instead of its description", () => {
  const rivals = [...PLACES].filter(([, schema]) =>
    inside(schema).some((part) => "title" in part || "description" in part),
  );
  expect(rivals.map(([path]) => path)).toEqual([]);
  expect(SCHEMA).not.toHaveProperty("title");
});

test.each([
  ["services", "Services by name."],
  ["services/*", "A service: its purpose, its addresses and ports"],
  ["services/*/owner", "Team that owns the service."],
  ["services/*/access", "Which networks may connect."],
  ["services/*/access/from", "Networks that are allowed."],
  ["services/*/access/from/[]", "Name of a network"],
  ["services/*/members", "Members of every backend that does not list its own."],
  ["services/*/backends/*", "A backend: a pool of members."],
  ["services/*/backends/*/members", "Members of this backend."],
  ["services/*/backends/*/port", "Port of the members."],
  ["services/*/backends/*/check", "Health check of the members."],
  ["services/*/health/check", "Health check that must pass on the node itself."],
  ["services/*/monitoring/checks/*/type", "Protocol of the check."],
  ["services/*/timeouts/client", "Client inactivity timeout.\n\nWrite a length of time such as 500ms"],
  ["defaults/service", "Defaults of every profile and service."],
  ["defaults/service/owner", "Team that owns the service."],
])("%s: %s", (path, description) => {
  expect(PLACES.get(path)?.["description"]).toMatch(new RegExp(`^${description}`));
});

test("every schema says what it expects, in words of the catalog", () => {
  const silent = [...PLACES].filter(([, schema]) =>
    parts(resolve(schema)).some(({ type, enum: values, errorMessage }) =>
      type === "null" || (type ?? values) === undefined ? false : !/^Expected ["\w]/.test(String(errorMessage)),
    ),
  );
  expect(silent.map(([path]) => path)).toEqual([]);
  expect(JSON.stringify(SCHEMA)).not.toMatch(/Layer|x-expects|undefined/);
  // The names of definitions are shown where nothing else says what is expected.
  expect(Object.keys(SCHEMA["$defs"] as object)).toEqual(["service", "node", "vip"]);
});

test.each([
  ["services/*", "Expected a map."],
  ["services/*/access/from", "Expected a list."],
  ["services/*/canonical_redirect", "Expected true or false."],
  ["services/*/state", "Expected one of planned, testing, production, maintenance, draining, retired."],
  ["services/*/extends", "Expected the name of a profile, such as campus-website or std/ldap, or a list."],
  ["services/*/frontends/*/transport", "Expected one of tcp, udp, or a list."],
  ["services/*/frontends/*/tls/min_version", 'Expected one of "1.0", "1.1", "1.2", "1.3".'],
  ["services/*/timeouts/client", "Expected a length of time such as 500ms, 5s, 10m, 3h or 180d."],
  ["services/*/monitoring/members", "Expected false, or a map."],
])("a wrong %s: %s", (path, message) => {
  const messages = parts(resolve(PLACES.get(path) ?? {})).flatMap(({ errorMessage }) => errorMessage ?? []);
  expect(new Set(messages)).toEqual(new Set([message]));
});

test("values of an enumeration are explained one by one", () => {
  expect(parts(PLACES.get("services/*/frontends/*/protocol") ?? {})).toContainEqual(
    expect.objectContaining({
      enum: ["http", "tcp", "tls"],
      enumDescriptions: [
        "requests are parsed",
        "the stream is passed on",
        "the stream is passed on according to the server name in the TLS handshake",
      ],
    }),
  );
});

test.each(["services/*/extends", "services/*/extends/[]", "profiles/*/extends", "defaults/service/extends/[]"])(
  "%s offers the built-in profiles",
  (path) => {
    expect(offered(path).sort()).toEqual(PROFILES.sort());
  },
);

test.each(["services", "nodes"])("%s offers a new entry, which is valid once it is filled in", (section) => {
  const [body] = offered(section);
  const filled = JSON.stringify(body).replaceAll(/\$\{\d+:([^}]*)\}|\$\d+/g, (_, text = "x") => text);
  expect(compile(SCHEMA)({ [section]: JSON.parse(filled) })).toBe(true);
});

test.each([
  ["services: {a: {extends: own}}", true],
  ["services: {a: {extends: [own, std/ldap]}}", true],
  ["services: {a: {extends: null, state: null, timeouts: {client: null}, frontends: {http: null}}}", true],
  ["services: {a: {monitoring: {checks: {x: {expect: {body: null}}}}}}", true],
  ["services: {a: null}", false],
  ["services: null", false],
  ["services: {a: {extends: [null]}}", false],
  ["teams: {a: {email: null}}", false],
])("%s is valid in an editor: %s", (text, valid) => {
  expect(compile(SCHEMA)(parse(text))).toBe(valid);
});

test("an editor accepts what the compiler accepts, and nothing else but null", () => {
  const compiler = compile(composeSchema(packageRoot));
  const editor = compile(SCHEMA);
  const catalog = join(packageRoot, "examples/minimal");
  const texts = readdirSync(catalog).map((file) => readFileSync(join(catalog, file), "utf8"));
  const others = texts.flatMap((text) => variants(parse(text)));
  expect(others.length).toBeGreaterThan(500);
  expect(others.filter((other) => editor(other) !== compiler(other))).toEqual([]);
});

/** What editors offer at a place, next to its keys and values. */
function offered(path: string): unknown[] {
  const snippets = parts(PLACES.get(path) ?? {}).flatMap(({ defaultSnippets }) => defaultSnippets ?? []);
  return snippets.map((snippet) => (snippet as { body: unknown }).body);
}

/** A value with one place in it changed, for each place and each wrong value. */
function variants(value: unknown): unknown[] {
  const wrong = [0, 99999, true, "", "a b", "5s", "tcp", [], ["x", "x"], [5], {}, { unknown: 1 }];
  if (typeof value !== "object" || value === null) return wrong;
  const changed = Object.entries(value).flatMap(([key, inner]) =>
    variants(inner).map((other) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other },
    ),
  );
  return [...wrong, ...changed];
}

function compile(schema: Schema): (value: unknown) => boolean {
  return new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
}

/** Every place below a schema with its schema, by path. */
function places(schema: Schema, path: string): [string, Schema][] {
  return parts(resolve(schema)).flatMap(({ properties, additionalProperties, items }) => {
    const inner: [string, unknown][] = [
      ...Object.entries(properties ?? {}),
      ["*", additionalProperties],
      ["[]", items],
    ];
    return inner.flatMap(([key, value]) => {
      const place = path === "" ? key : `${path}/${key}`;
      return isSchema(value) ? [[place, value] as [string, Schema], ...places(value, place)] : [];
    });
  });
}

/** A schema and its alternatives. */
function parts(schema: Schema): Schema[] {
  const { anyOf, allOf } = schema;
  return [schema, ...[anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list.flatMap(parts) : []))];
}

/** What editors ask next to a key's own schema. */
function inside(schema: Schema): Schema[] {
  return "$ref" in schema ? parts(resolve(schema)) : parts(schema).slice(1);
}

function resolve({ $ref, ...schema }: Schema): Schema {
  if (typeof $ref !== "string") return schema;
  return (SCHEMA["$defs"] as Record<string, Schema>)[$ref.replace("#/$defs/", "")] ?? {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
