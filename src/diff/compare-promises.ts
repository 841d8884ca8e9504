import { stableJson } from "../claims/stable-json.ts";
import type { Admit, Claim, Serve } from "../contract/claim.ts";
import { answerOf, compareAnswers, compareChecks } from "./describe-answer.ts";
import { mergeChanges } from "./merge-changes.ts";
import type { PromiseChange } from "./promise-change.ts";

/** One promise of one node: its subject, and its content. */
interface Atom {
  readonly kind: Claim["kind"];
  readonly node: string;
  readonly place: string;
  readonly item: string;
  /** The content without detail, for sentences. */
  readonly rest: string;
  /** The content in full. */
  readonly detail: string;
  readonly claim: Claim;
}

/** Text that does not depend on the order of keys. */
function json(value: unknown): string {
  return stableJson()(value);
}

/**
 * Effect of a change: promises that are new, that are gone, and those that are kept in another way. Grouped over nodes,
 * places and items, so that what many have in common appears once.
 * @param before claims that only the old tree has
 * @param after claims that only the new tree has
 */
export function comparePromises(before: readonly Claim[], after: readonly Claim[]): PromiseChange[] {
  const [old, now] = [atomsOf(before), atomsOf(after)];
  const changes: PromiseChange[] = [];
  for (const [key, atom] of now) {
    const last = old.get(key);
    if (last === undefined) changes.push(toChange("now", atom, atom.rest));
    else if (last.detail !== atom.detail)
      changes.push(toChange("changed", atom, compareDetails(last.claim, atom.claim)));
  }
  for (const [key, atom] of old) if (!now.has(key)) changes.push(toChange("no longer", atom, atom.rest));
  return mergeChanges(changes);
}

function toChange(sign: PromiseChange["sign"], { kind, node, place, item }: Atom, rest: string): PromiseChange {
  return { sign, kind, nodes: [node], places: place === "" ? [] : [place], items: item === "" ? [] : [item], rest };
}

function compareDetails(before: Claim, after: Claim): string {
  if (before.kind === "serve" && after.kind === "serve") return compareAnswers(before, after);
  if (before.kind === "check" && after.kind === "check") return compareChecks(before, after);
  return "";
}

function atomsOf(claims: readonly Claim[]): Map<string, Atom> {
  const atoms = new Map<string, Atom>();
  for (const claim of claims) {
    const common = { kind: claim.kind, place: placeOf(claim), claim };
    for (const node of claim.nodes) {
      for (const [item, rest, detail, identity] of saidBy(claim)) {
        const key = JSON.stringify([claim.kind, node, common.place, item, identity]);
        atoms.set(key, { ...common, node, item, rest, detail });
      }
    }
  }
  return atoms;
}

function placeOf(claim: Claim): string {
  if (claim.kind === "announce") return "";
  const any = claim.family === "ipv4" ? "0.0.0.0" : "::";
  const address = claim.address === "*" ? any : claim.address;
  const socket = claim.family === "ipv4" ? `${address}:${claim.port}` : `[${address}]:${claim.port}`;
  return claim.kind === "check" ? socket : `${socket}/${claim.transport}`;
}

/** Items of a claim: what, how, in full, and what identifies the promise before and after. */
function saidBy(claim: Claim): [item: string, rest: string, detail: string, identity: string][] {
  switch (claim.kind) {
    case "bind":
      return [["", `(${claim.by})`, "", claim.by]];
    case "announce":
      return [[claim.prefix, "", "", ""]];
    case "admit":
      return admitted(claim);
    case "serve":
      return [[questionOf(claim), answerOf(claim), detailOf(claim), JSON.stringify([claim.service, claim.frontend])]];
    case "check":
      return [[claim.service, `by ${claim.check.type} (${claim.by})`, json(claim.check), claim.by]];
  }
}

function admitted({ sources, except, public: open, why }: Admit): [string, string, string, string][] {
  const rest = `for ${why}${open ? "" : " (even if blocked)"}`;
  const without = except.length === 0 ? "" : ` except ${except.join(", ")}`;
  return sources.map((source) => [`${source}${without}`, rest, "", rest]);
}

function questionOf(claim: Serve): string {
  return `${claim.hostname ?? "all traffic"}${claim.path ?? ""}`;
}

function detailOf({ backend, targets, redirect }: Serve): string {
  return json([backend, targets, redirect]);
}
