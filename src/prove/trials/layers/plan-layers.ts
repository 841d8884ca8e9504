import type { LabDaemon } from "../../../contract/lab-daemon.ts";
import { daemonNamed } from "../../../lab/daemons.ts";
import type { Lab } from "../../../lab/lab.ts";
import { runningNodes } from "../../../lab/network/plan-segments.ts";
import { valuesOf } from "../../questions/causes.ts";
import type { Trial } from "../trial.ts";
import type { TrialInput } from "../trial-input.ts";
import { askPastBalancers } from "./ask-past-balancers.ts";
import { askPastFirewall, type Guest, guestsOf, neighboursOf } from "./ask-past-firewall.ts";
import { visitsOf } from "./ask-sites.ts";
import { placesBehind } from "./generated-sites.ts";
import { lookAtLogs } from "./look-at-logs.ts";

/**
 * What several layers promise, each of them keeps alone. Clients ask from within each node whose daemon refuses them by itself,
 * too: what is local passes the firewall, which would otherwise hide that nothing else is left. The same node asks web servers
 * in the name of clients whom it would refuse.
 */
export function planLayers(input: TrialInput): Trial[] {
  const guests = guestsOf(input);
  const questions = guardsOf(input)
    .flatMap(({ node, daemon }) => [
      ...askPastFirewall(node, daemon, guests, input),
      ...askPastBalancers(node, guests, input),
    ])
    .filter(({ service }) => input.isMeant(service));
  // Load balancers lead to the same sites, and each has one log.
  const bySite = new Map(
    guardsOf(input)
      .flatMap(({ node }) => visitsOf(guests, placesBehind(node, input), input))
      .filter(({ place }) => input.isMeant(place.service.name))
      .map((visit) => [`${visit.place.service.name} ${visit.place.target.node}`, visit]),
  );
  const visits = [...bySite.values()];
  const nodes = [...new Set(questions.flatMap(({ sender }) => sender ?? []))];
  const guestsAt = (node: string) => [...guests, ...neighboursOf(node, input.fleet)];
  if (questions.length === 0) return [];
  return [
    {
      title: "each layer alone",
      questions,
      prepare: (lab) => onAll(lab, nodes, (guest) => [`replace ${onLoopback(guest)} nodad`], guestsAt),
      look: (lab) => lookAtLogs(lab, visits),
      looksAt: visits.map(({ place: { service } }) => ({
        service: service.name,
        causes: valuesOf(service, ["apache", "log_format"]),
      })),
      // An address that is not there yet cannot be removed.
      restore: (lab) =>
        onAll(lab, nodes, (guest) => [`replace ${onLoopback(guest)} nodad`, `del ${onLoopback(guest)}`], guestsAt),
    },
  ];
}

function guardsOf({ tree, fleet }: TrialInput): { node: string; daemon: LabDaemon }[] {
  const running = new Set(runningNodes(fleet).map(({ name }) => name));
  return tree.units.flatMap(({ node, daemon: name }) => {
    const daemon = daemonNamed(name);
    return daemon?.guards === undefined || !running.has(node) ? [] : [{ node, daemon }];
  });
}

function onLoopback({ from, family }: Guest): string {
  return `${from}/${family === "ipv4" ? 32 : 128} dev lo`;
}

/** Changes the addresses of nodes; ip-address(8). */
async function onAll(
  lab: Lab,
  nodes: readonly string[],
  change: (guest: Guest) => readonly string[],
  guestsAt: (node: string) => readonly Guest[],
): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      const lines = guestsAt(node).flatMap(change);
      const input = lines.map((line) => `address ${line}\n`).join("");
      const { status, stderr } = await lab.exec(node, ["ip", "-batch", "-"], { input });
      if (status !== 0) throw new Error(`addresses of ${node} cannot be changed: ${stderr.trim()}`);
    }),
  );
}
