import type { Claim, Target } from "../contract/claim.ts";
import { isRecord, isStrings, parseJson } from "../output/manifest/json-shape.ts";

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const isString = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number";
const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isFamily = (value: unknown): boolean => value === "ipv4" || value === "ipv6";
const isTransport = (value: unknown): boolean => value === "tcp" || value === "udp";
const orAbsent = (is: (value: unknown) => boolean) => (value: unknown) => value === undefined || is(value);
const has = (shape: Shape) => (value: unknown) =>
  isRecord(value) && Object.entries(shape).every(([key, is]) => is(Object.hasOwn(value, key) ? value[key] : undefined));

const TARGET = {
  name: isString,
  node: isString,
  address: isString,
  port: isNumber,
  weight: isNumber,
  backup: isBoolean,
  state: isString,
} satisfies Record<keyof Target, unknown>;
const PLACE: Shape = { nodes: isStrings, address: isString, family: isFamily, port: isNumber };
const SHAPES = new Map<unknown, Shape>([
  ["bind", { ...PLACE, transport: isTransport, by: isString, services: isStrings }],
  [
    "admit",
    { ...PLACE, transport: isTransport, sources: isStrings, except: isStrings, public: isBoolean, why: isString },
  ],
  ["announce", { nodes: isStrings, prefix: isString, family: isFamily }],
  [
    "serve",
    {
      ...PLACE,
      transport: isTransport,
      service: isString,
      frontend: isString,
      hostname: orAbsent(isString),
      path: orAbsent(isString),
      backend: orAbsent(isString),
      targets: orAbsent((value) => Array.isArray(value) && value.every(has(TARGET))),
      redirect: orAbsent(has({ to: isString, status: isNumber })),
    },
  ],
  ["check", { ...PLACE, by: isString, service: isString, check: has({ type: isString }) }],
]);

/**
 * Reads a line of `claims.json` back. The file may have been edited, so nothing is believed that was not looked at.
 * @returns undefined where the line is no claim
 */
export function readClaim(line: string): Claim | undefined {
  const value = parseJson(line.replace(/,$/, ""));
  return isClaim(value) ? { ...value, causes: [] } : undefined;
}

function isClaim(value: unknown): value is Claim {
  if (!isRecord(value)) return false;
  const shape = SHAPES.get(value["kind"]);
  return shape !== undefined && has(shape)(value);
}
