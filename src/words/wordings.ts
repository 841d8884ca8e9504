import type { SubjectKind } from "../contract/subject.ts";
import type { Say, Wordings } from "../contract/wording.ts";
import { BACKEND_WORDINGS } from "./backend-wordings.ts";
import {
  CERTIFICATE_WORDINGS,
  FLEET_WORDINGS,
  GROUP_WORDINGS,
  NODE_WORDINGS,
  TEAM_WORDINGS,
  VIP_WORDINGS,
} from "./fleet-wordings.ts";
import { FRONTEND_WORDINGS } from "./frontend-wordings.ts";
import { PORT_WORDINGS, REDIRECT_WORDINGS, ROUTE_WORDINGS, SERVICE_WORDINGS } from "./service-wordings.ts";

/** Words for what the language has without any generator. Facts that are in no table are told by their keys. */
const COMMON: Wordings = {
  fleet: FLEET_WORDINGS,
  team: TEAM_WORDINGS,
  certificate: CERTIFICATE_WORDINGS,
  vip: VIP_WORDINGS,
  group: GROUP_WORDINGS,
  node: NODE_WORDINGS,
  service: SERVICE_WORDINGS,
  frontend: FRONTEND_WORDINGS,
  backend: BACKEND_WORDINGS,
  route: ROUTE_WORDINGS,
  redirect: REDIRECT_WORDINGS,
  port: PORT_WORDINGS,
};

/** Finds the words for the fact at a path, and the keys that `*` stands for there. */
export type FindSay = (
  kind: SubjectKind,
  path: readonly string[],
) => { readonly say: Say; readonly names: readonly string[] } | undefined;

/** @param ofGenerators words for their own keys of the language */
export function wordingFinder(ofGenerators: readonly Wordings[]): FindSay {
  const tables = new Map<SubjectKind, { readonly pattern: readonly string[]; readonly say: Say }[]>();
  for (const wordings of [COMMON, ...ofGenerators]) {
    for (const [kind, table] of Object.entries(wordings) as [SubjectKind, Readonly<Record<string, Say>>][]) {
      const rows = Object.entries(table).map(([key, say]) => ({ pattern: key.split("."), say }));
      tables.set(kind, [...(tables.get(kind) ?? []), ...rows]);
    }
  }
  return (kind, path) => {
    // A key by name comes before `*`, because tables list it first.
    const row = tables.get(kind)?.find(({ pattern }) => matches(pattern, path));
    if (row === undefined) return undefined;
    return { say: row.say, names: path.filter((_, index) => row.pattern[index] === "*") };
  };
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((key, index) => key === "*" || key === path[index]);
}
