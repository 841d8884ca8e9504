import type { Report } from "../../contract/finding.ts";
import { present } from "../../contract/present.ts";
import { keySpan, type MapTree, newEntries, plain, type Tree } from "../../contract/tree.ts";
import { type Recorded, record, replay } from "../../diagnostics/record.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { schemaAt } from "../schema/schema-at.ts";
import { validators } from "../schema/validators.ts";
import { type Definitions, NAMED_SECTIONS, type NamedSection, singular } from "./collect-definitions.ts";
import { explainSchemaErrors } from "./explain-schema-errors.ts";
import { reportAmbiguous } from "./report-ambiguous.ts";

/** Definitions with the right shape. */
export interface ValidDefinitions {
  /** Valid definitions by section and name. */
  readonly valid: Definitions;
  /** The fleet's keys as one map; absent if it is broken or missing. */
  readonly fleet?: MapTree;
  /** `section.name` of what is broken, and `fleet`: the names are known, so references to them are not further errors. */
  readonly broken: ReadonlySet<string>;
}

type Layer =
  | "network"
  | "team"
  | "group"
  | "vip"
  | "certificate"
  | "nodeLayer"
  | "serviceLayer"
  | "fleetLayer"
  | "vipLayer";

const DEFINITION_OF: Readonly<Record<NamedSection, Layer>> = {
  networks: "network",
  teams: "team",
  groups: "group",
  vips: "vip",
  certificates: "certificate",
  nodes: "nodeLayer",
  profiles: "serviceLayer",
  services: "serviceLayer",
};

/** The lowest layer for each kind, under `defaults`. */
const DEFAULTS: ReadonlyMap<string, Layer> = new Map([
  ["service", "serviceLayer"],
  ["node", "nodeLayer"],
  ["vip", "vipLayer"],
]);

const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Whether a definition was valid the last time. */
export type ValidationMemory = WeakMap<Tree, Recorded<boolean>>;

/**
 * Checks each definition that has changed on its own against the schema of its section.
 * @param memory of the last time; filled
 */
export function validateDefinitions(
  definitions: Definitions,
  report: Report,
  memory: ValidationMemory = new WeakMap(),
): ValidDefinitions {
  const broken = new Set<string>();
  const sections = new Map<string, ReadonlyMap<string, Tree>>();
  for (const section of NAMED_SECTIONS) {
    const valid = new Map<string, Tree>();
    for (const [name, tree] of definitions[section]) {
      const checked = memory.get(tree) ?? record((note) => checkDefinition(section, name, tree, note));
      memory.set(tree, checked);
      if (replay(checked, report)) valid.set(name, tree);
      else broken.add(`${section}.${name}`);
    }
    sections.set(section, valid);
  }
  const fleet = validateFleet(definitions.fleet, report, broken);
  return {
    valid: {
      ...definitions,
      ...Object.fromEntries(sections),
      defaults: validateDefaults(definitions.defaults, report, broken),
    },
    broken,
    ...present({ fleet }),
  };
}

function checkDefinition(section: NamedSection, name: string, tree: Tree, report: Report): boolean {
  const named = reportBadName(section, name, tree, report);
  return validate(DEFINITION_OF[section], tree, `${section}.${name}`, report) && named;
}

/** What the parser has reported is not a definition either: consequential errors would hide the cause. */
function validate(layer: Layer, tree: Tree, what: string, report: Report): boolean {
  const validator = validators[layer];
  if (validator(plain(tree))) return !reportAmbiguous(layer, tree, report) && tree.faulty !== true;
  explainSchemaErrors(layer, tree, what, validator.errors ?? [], report);
  return false;
}

function reportBadName(section: NamedSection, name: string, tree: Tree, report: Report): boolean {
  const bare = section === "profiles" ? name.replace(/^std\//, "") : name;
  if (NAME.test(bare)) return true;
  report({
    code: "language/bad-name",
    message: `${JSON.stringify(name)} is not a valid name of a ${singular(section)}`,
    at: keySpan(tree),
    help: `write ${schemaAt("name", tree, [])["x-expects"]}`,
  });
  return false;
}

/** The fleet's keys may come from several files; each is validated as a part of one map. */
function validateFleet(keys: ReadonlyMap<string, Tree>, report: Report, broken: Set<string>): MapTree | undefined {
  const first = keys.values().next().value;
  if (first === undefined) return undefined;
  const entries = newEntries();
  for (const [key, tree] of keys) entries[key] = tree;
  const { source, start, end, key } = first;
  const faulty = [...keys.values()].some((tree) => tree.faulty) ? { faulty: true as const } : {};
  const fleet: MapTree = { kind: "map", source, start, end, entries, ...faulty, ...present({ key }) };
  if (validate("fleetLayer", fleet, "fleet", report)) return fleet;
  broken.add("fleet");
  return undefined;
}

function validateDefaults(
  keys: ReadonlyMap<string, Tree>,
  report: Report,
  broken: Set<string>,
): ReadonlyMap<string, Tree> {
  const valid = new Map<string, Tree>();
  for (const [key, tree] of keys) {
    const layer = DEFAULTS.get(key);
    if (layer === undefined) {
      report({
        code: "language/unknown-key",
        message: `unknown key ${JSON.stringify(key)} in defaults`,
        at: keySpan(tree),
        help: didYouMean(key, DEFAULTS.keys()) ?? `valid keys are ${[...DEFAULTS.keys()].join(", ")}`,
      });
    } else if (validate(layer, tree, `defaults.${key}`, report)) valid.set(key, tree);
    else broken.add(`defaults.${key}`);
  }
  return valid;
}
