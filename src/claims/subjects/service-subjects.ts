import { compareText } from "../../contract/compare-text.ts";
import type { Backend, Frontend, Service } from "../../contract/fleet.ts";
import { at } from "../../contract/origin.ts";
import { present } from "../../contract/present.ts";
import type { Facts, Subject } from "../../contract/subject.ts";
import { find, type Tree } from "../../contract/tree.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { accessSubjects } from "./access-subjects.ts";
import { factsOf } from "./facts-of.ts";
import { poolFacts } from "./pool-facts.ts";

/** Keys of a service that are subjects of their own, are told by others, or promise nothing to anybody. */
const NOT_OF_SERVICE = [
  "extends",
  "accept",
  "vip",
  "access",
  "members",
  "frontends",
  "backends",
  "routes",
  "redirects",
  "ports",
];

/**
 * A service and its parts. One that is planned or retired only promises that its name and its VIP stay reserved.
 * @param digests of the files that services name, by their path: SHA-256
 */
export function serviceSubjects(service: Service, digests: ReadonlyMap<string, string>): Subject[] {
  if (!isEmitted(service)) {
    const { state } = service;
    return [{ kind: "service", names: [service.name], facts: { state }, tree: service.tree }];
  }
  return [
    serviceSubject(service),
    ...service.frontends.map((frontend) => frontendSubject(service, frontend)),
    ...accessSubjects(service),
    ...service.backends.map((backend) => backendSubject(service, backend, digests)),
    ...service.routes.map(({ path, tree }) => partSubject("route", service, path, tree)),
    ...service.redirects.map(({ path, tree }) => partSubject("redirect", service, path, tree)),
    ...service.ports.map(({ name, tree }) => partSubject("port", service, name, tree)),
  ];
}

function serviceSubject(service: Service): Subject {
  const { name, vip, balance, tree } = service;
  const facts = factsOf(tree, NOT_OF_SERVICE);
  const own = present({ ipv4: vip.ipv4, ipv6: vip.ipv6 }) as Facts;
  return {
    kind: "service",
    names: [name],
    facts: {
      ...facts,
      vip: vip.name ?? own,
      balance: { ...(facts["balance"] as Facts), nodes: balance.nodes.map((node) => node.name).sort(compareText) },
    },
    tree,
  };
}

function frontendSubject(service: Service, { name, tree }: Frontend): Subject {
  const facts = factsOf(tree, ["access"], "frontend");
  return { kind: "frontend", names: [service.name, name], facts, tree };
}

function backendSubject(service: Service, backend: Backend, digests: ReadonlyMap<string, string>): Subject {
  const page = backend.spec.maintenance_page;
  const members = find(backend.tree, ["members"]) ?? at(service, "members");
  return {
    kind: "backend",
    names: [service.name, backend.name],
    facts: {
      ...factsOf(backend.tree, ["members", "port"]),
      ...poolFacts(backend),
      ...(page === undefined ? {} : { maintenance_page: { file: page, sha256: digests.get(page) ?? "" } }),
    },
    tree: backend.tree,
    elsewhere: { members },
  };
}

function partSubject(kind: "route" | "redirect" | "port", service: Service, name: string, tree: Tree): Subject {
  return { kind, names: [service.name, name], facts: factsOf(tree, ["access", "accept"]), tree };
}
