import type { ServerState } from "../../contract/lab-daemon.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { reflectorSessions } from "../lab-sessions.ts";
import { type BgpRoute, readRoutes, readSessions, SHOW_BGP_ROUTES, SHOW_PROTOCOLS } from "../read-bird.ts";
import { routersOf, type WrongRoute } from "../settle/await-routes.ts";
import { compareRoutes } from "../settle/compare-routes.ts";
import type { Phase } from "./complaints.ts";
import type { CheckedMember, PlannedFault } from "./planned-fault.ts";

/** Milliseconds for which an answer of a daemon is reused, because parallel faults read the same ones. */
const FRESH = 100;

/** What daemons report about each other: announcements, and which are up. */
export interface Outlook {
  /**
   * Routes of affected services, on routers that are still running, that differ from what is expected during the fault, or from
   * before.
   */
  readonly wrongRoutes: (fault: PlannedFault, phase: Phase) => Promise<WrongRoute[]>;
  /** Members that load balancers still use but should not, or the reverse. */
  readonly wrongMembers: (fault: PlannedFault, phase: Phase) => Promise<CheckedMember[]>;
  /** Sessions of reflectors with the nodes of a fault that are down: `rr1 lb1-v4`. */
  readonly downSessions: (fault: PlannedFault) => Promise<string[]>;
}

export function openOutlook(lab: Lab, input: LabInput): Outlook {
  const { fleet, claims } = input;
  const known = new Map<string, { readonly at: number; readonly answer: Promise<string> }>();
  const ask = (machine: string, argv: readonly string[]): Promise<string> => {
    const key = JSON.stringify([machine, argv]);
    const before = known.get(key);
    if (before !== undefined && performance.now() - before.at < FRESH) return before.answer;
    const answer = lab.exec(machine, argv).then(({ stdout }) => stdout);
    known.set(key, { at: performance.now(), answer });
    return answer;
  };
  const routes = async (router: string): Promise<BgpRoute[]> => readRoutes(await ask(router, SHOW_BGP_ROUTES));
  const servers = async (balancer: string): Promise<readonly ServerState[]> => {
    const balancers = daemonsOf(lab.files(balancer)).flatMap((daemon) => daemon.servers ?? []);
    const answers = await Promise.all(balancers.map(async ({ show, read }) => read(await ask(balancer, show))));
    return answers.flat();
  };
  const sessions = reflectorSessions(lab, fleet);
  return {
    wrongRoutes: async (fault, phase) => {
      const routers = routersOf(lab, fleet).filter(({ name }) => phase === "after" || !fault.nodes.includes(name));
      const found = await Promise.all(
        routers.map(async ({ name, node }): Promise<WrongRoute[]> => {
          const promised = phase === "after" ? claims : fault.left(node === undefined ? [] : [node.site]);
          const wrong = compareRoutes(await routes(name), { fleet, claims: promised });
          return wrong.map((each) => ({ router: name, knownTo: "BIRD", ...each }));
        }),
      );
      return found.flat().filter(({ services }) => services.some((service) => fault.services.includes(service)));
    },
    wrongMembers: async ({ takenOut }, phase) => {
      const balancers = [...new Set(takenOut.map(({ balancer }) => balancer))];
      const states = new Map(
        await Promise.all(balancers.map(async (balancer) => [balancer, await servers(balancer)] as const)),
      );
      return takenOut.filter(({ balancer, address, port }) => {
        const own = (states.get(balancer) ?? []).filter((each) => each.address === address && each.port === port);
        return own.length === 0 || own.some(({ isUp }) => isUp !== (phase === "after"));
      });
    },
    downSessions: async ({ nodes }) => {
      const touched = sessions.filter(({ node, peer }) => nodes.includes(node.name) || nodes.includes(peer.name));
      const found = await Promise.all(
        touched.map(async ({ node, name }) => {
          const states = readSessions(await ask(node.name, SHOW_PROTOCOLS));
          return states.get(name) === true ? [] : [`${node.name} ${name}`];
        }),
      );
      return found.flat();
    },
  };
}
