import type { Facts, FactValue, Subject, SubjectKind } from "../contract/subject.ts";
import type { Phrase } from "../contract/wording.ts";
import { label } from "./access-words.ts";
import type { Comparison } from "./comparison.ts";
import { isFacts, itemsOf, listSome, showValue } from "./phrases.ts";
import { vipName } from "./service-wordings.ts";

/**
 * A service that comes, in one sentence: names, VIP, who may ask, members, who is paged.
 * @param subjects its parts
 */
export function newService(facts: Facts, subjects: readonly Subject[]): Phrase {
  const of = (kind: SubjectKind) => subjects.filter((subject) => subject.kind === kind);
  const names = itemsOf(facts["hostnames"]);
  const ports = of("frontend").map((frontend) => frontend.names[1] ?? "");
  const access = new Set(
    of("access")
      .filter(({ names }) => names[2] === "/")
      .map((subject) => label(subject.facts)),
  );
  const members = new Set(of("backend").flatMap((backend) => Object.keys(mapOf(backend.facts["members"]))));
  const owner = facts["owner"];
  const pages = mapOf(facts["monitoring"])["page"] === true;
  const parts = [
    `new${names.length === 0 ? "" : ` at ${listSome(names)}`}`,
    vipName(facts["vip"]),
    `open to ${[...access].join(" or ")} on ${listSome(ports)}`,
    members.size === 0 ? "" : members.size === 1 ? "1 member" : `${members.size} members`,
    pages && owner !== undefined ? `pages ${showValue(owner)}` : "",
  ];
  return { risk: "adds", text: parts.filter((part) => part !== "").join(", ") };
}

/** A service that goes. */
export function goneService(before: Facts, after: Facts | undefined): Phrase {
  const state = after === undefined ? "removed" : showValue(after["state"] ?? null);
  const names = itemsOf(before["hostnames"]);
  const where = names.length === 0 ? "" : ` at ${listSome(names)}`;
  return { risk: "stops", text: `no longer served${where}, ${vipName(before["vip"])} (${state})` };
}

/** A part of a service, a node or a VIP that comes; undefined if it promises nothing by itself. */
export function newPart(
  kind: SubjectKind,
  names: readonly string[],
  facts: Facts,
  comparison: Comparison,
): Phrase | undefined {
  const [first = "", second = ""] = names;
  switch (kind) {
    case "frontend": {
      const access = comparison.after("access", first, second, "/");
      const who = access === undefined ? "" : `, open to ${label(access)}`;
      return { risk: "opens", text: `reached on port ${showValue(facts["port"] ?? null)}, too${who}` };
    }
    case "backend":
      return { risk: "adds", text: `new backend, members ${listSome(Object.keys(mapOf(facts["members"])))}` };
    case "route":
      return facts["backend"] === undefined
        ? undefined
        : { risk: "moves", text: `leads to backend ${showValue(facts["backend"])}` };
    case "redirect":
      return { risk: "moves", text: `redirects to ${showValue(facts["to"] ?? null)}` };
    case "port":
      return { risk: "opens", text: `${showValue(facts["port"] ?? null)} open to ${listSome(sourcesOfPort(facts))}` };
    case "node":
      return {
        risk: "adds",
        text: `new, ${listSome(itemsOf(facts["roles"]))} at ${showValue(facts["addresses"] ?? {})}`,
      };
    case "vip":
      return { risk: "adds", text: `new, ${showValue(facts)}` };
    default:
      return undefined;
  }
}

/** A part of a service, a node or a VIP that goes. */
export function gonePart(kind: SubjectKind, facts: Facts): Phrase | undefined {
  switch (kind) {
    case "frontend":
      return { risk: "stops", text: `no longer reached on port ${showValue(facts["port"] ?? null)}` };
    case "backend":
      return { risk: "stops", text: "backend gone" };
    case "route":
      return facts["backend"] === undefined
        ? undefined
        : { risk: "moves", text: `no longer leads to backend ${showValue(facts["backend"])}` };
    case "redirect":
      return { risk: "moves", text: `no longer redirects to ${showValue(facts["to"] ?? null)}` };
    case "port":
      return { risk: "stops", text: `${showValue(facts["port"] ?? null)} closed` };
    case "node":
    case "vip":
      return { risk: "stops", text: "gone" };
    default:
      return undefined;
  }
}

function sourcesOfPort(facts: Facts): string[] {
  return [...itemsOf(facts["from"]), ...itemsOf(facts["from_nodes"]).map((node) => `nodes ${node}`)];
}

function mapOf(value: FactValue | undefined): Facts {
  return isFacts(value) ? value : {};
}
