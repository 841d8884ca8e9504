import { GENERATORS } from "../generators/registry.ts";
import { parseSources } from "./catalog/parse/parse-sources.ts";
import type { CatalogFiles } from "./catalog/read/read-catalog.ts";
import { collectDefinitions, isIncomplete } from "./catalog/validate/collect-definitions.ts";
import { isForeign, NO_FLEET } from "./catalog/validate/find-fleet.ts";
import { type ValidDefinitions, validateDefinitions } from "./catalog/validate/validate-definitions.ts";
import { collectClaims } from "./claims/collect-claims.ts";
import { subjectsOf } from "./claims/subjects/fleet-subjects.ts";
import { codesOf, type FindingCodes } from "./codes.ts";
import type { OutputFile } from "./contract/block.ts";
import type { Claims } from "./contract/claims.ts";
import type { Finding, Report } from "./contract/finding.ts";
import type { Fleet } from "./contract/fleet.ts";
import type { Generator, PreparedGenerator } from "./contract/generator.ts";
import type { Source } from "./contract/source.ts";
import type { Subject } from "./contract/subject.ts";
import { collectFindings, compareFindings } from "./diagnostics/collect-findings.ts";
import { foldFindings } from "./diagnostics/fold-findings.ts";
import { applyAccepts } from "./lint/accepts/apply-accepts.ts";
import { lintFleet } from "./lint/lint-fleet.ts";
import { acceptIn } from "./lint/scope/accept-in.ts";
import { type Scope, scopeOf } from "./lint/scope/scope-of.ts";
import { type Memory, newMemory } from "./memory.ts";
import { noteInheritance } from "./resolve/layers/note-inheritance.ts";
import { linkFleet } from "./resolve/link/link-fleet.ts";

export interface CompileInput {
  /** Reads the catalog; what can't be read goes to the report. */
  readonly read: (report: Report) => CatalogFiles;
  /** Today as YYYY-MM-DD, for findings that are accepted until a day. */
  readonly today: string;
  /** What writes configuration; where absent, the generators that come with intentlb. */
  readonly generators?: readonly Generator[];
  /** Of earlier analyses of the same catalog, from `newMemory`. */
  readonly memory?: Memory;
}

/** How many services and nodes are defined, whether sound or not. */
export interface FleetSize {
  readonly nodes: { readonly size: number };
  readonly services: { readonly size: number };
}

/** What a catalog says, and what is wrong with it. */
export interface Analysis {
  /** In the order of files and places. */
  readonly findings: readonly Finding[];
  /** The YAML files that were read. */
  readonly sources: readonly Source[];
  /** What the catalog accepts, in the same order; empty where the fleet itself is broken. */
  readonly accepted: readonly Finding[];
  /** How many there are of what people count; absent where something broken may hide some. */
  readonly size?: FleetSize;
  /** What is defined, sound or not. */
  readonly definitions: ValidDefinitions;
  /** Absent where the fleet itself is broken. Where there are errors it has only what is sound. */
  readonly fleet?: Fleet;
  /** The generators with their models of the fleet; none where there is no fleet. */
  readonly prepared: readonly PreparedGenerator[];
}

/** An analysis with what is written from it. Claims and files are there only when there is no error. */
export interface Compilation extends Analysis {
  readonly claims?: Claims;
  /** What is promised, by what it is about; only there when there is no error. */
  readonly subjects?: readonly Subject[];
  readonly files: readonly OutputFile[];
}

/**
 * files → trees → definitions → fleet → findings. All that `lint` needs.
 * @param only Paths of files in the catalog: all findings about these are found, and not all of the others. Default: all files.
 */
export function analyze(input: CompileInput, only?: ReadonlySet<string>): Analysis {
  const { generators = GENERATORS, memory = newMemory() } = input;
  const codes = codesOf(generators);
  const { report, list } = collectFindings(codes);
  const files = input.read(report);
  const unread = hasErrors(list());
  const { sources, trees, broken } = parseSources(files.sources, report, memory.parsed);
  if (sources.length > 0 && isForeign(sources, trees)) return refuseForeign(sources, list(), codes);
  const before = list().length;
  const collected = collectDefinitions(trees, report);
  const isWhole = list().length === before && !trees.some(isIncomplete);
  const size = isWhole ? { size: { services: collected.services, nodes: collected.nodes } } : {};
  const definitions = validateDefinitions(collected, report, memory.validated);
  // What a broken file defines is unknown: following names now would find all that refers to it, and hide the cause.
  if (unread || broken) return { sources, findings: list(), accepted: [], definitions, prepared: [] };
  const fleet = linkFleet(definitions, files, report, memory.linked);
  if (fleet === undefined) {
    return { sources, findings: onePerCause(list(), definitions), accepted: [], ...size, definitions, prepared: [] };
  }
  const sound = !hasErrors(list());
  const prepared = generators.map((generator) => prepare(generator, fleet));
  const lint = (within?: Scope) => {
    lintFleet(fleet, prepared, sound, report, within, input.memory?.linted);
    return applyAccepts(list(), fleet, input.today, codes);
  };
  const scope = only && scopeOf(only, fleet, trees);
  const { remaining, accepted } = scope === undefined ? lint() : acceptIn(scope, lint);
  return {
    sources,
    findings: onePerCause(remaining, definitions),
    accepted: onePerCause(accepted, definitions),
    ...size,
    definitions,
    fleet,
    prepared,
  };
}

/** Where values come from, then one finding for each cause. */
function onePerCause(findings: readonly Finding[], definitions: ValidDefinitions): Finding[] {
  const { services, nodes, vips, groups } = definitions.valid;
  const names = new Set([services, nodes, vips, groups].flatMap((section) => [...section.keys()]));
  return foldFindings(noteInheritance(findings, definitions), names).sort(compareFindings);
}

/** A few files that are broken may be what is missing; many are as foreign as the rest. */
const MOST_BROKEN = 5;

/** What there is to say of files that are no catalog: that, first, and next to nothing else. */
function refuseForeign(sources: readonly Source[], broken: readonly Finding[], codes: FindingCodes): Analysis {
  const { report, list } = collectFindings(codes);
  report(NO_FLEET);
  const findings = [...list(), ...(broken.length > MOST_BROKEN ? [] : broken)];
  return {
    sources,
    findings,
    accepted: [],
    definitions: validateDefinitions(collectDefinitions([], report), report),
    prepared: [],
  };
}

/** An analysis, then what is written from it. All that `build` needs. */
export function compile(input: CompileInput): Compilation {
  return generate(analyze(input));
}

/** fleet → claims → files; none if there is an error. */
export function generate(analysis: Analysis): Compilation {
  if (analysis.fleet === undefined || hasErrors(analysis.findings)) return { ...analysis, files: [] };
  const { fleet, prepared } = analysis;
  const claims = collectClaims(fleet, prepared);
  const files = prepared.flatMap(({ generator, input }) => generator.emit(input, claims));
  return { ...analysis, claims, subjects: subjectsOf(fleet), files };
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === "error");
}

/** A generator with its model of a fleet, made when it is first asked for. */
export function prepare(generator: Generator, fleet: Fleet): PreparedGenerator {
  let made: { readonly model: unknown } | undefined;
  const input = {
    fleet,
    get model(): unknown {
      made ??= { model: generator.model?.(fleet) };
      return made.model;
    },
  };
  return { generator, input };
}
