import { isReflector } from "../../../fleet/announce/sessions.ts";
import { familyOf } from "../../../ip/family.ts";
import type { Lab } from "../../../lab/lab.ts";
import type { BrokenPromise } from "../../proof.ts";
import { readRoutes, SHOW_BGP_ROUTES, SHOW_REFUSED_ROUTES } from "../../read-bird.ts";
import { awaitSpread, type LabSpeaker } from "./bgp-speakers.ts";
import type { LeakedPrefix } from "./leaked-prefixes.ts";

/** What a node announces past its own filters. */
export interface Leak {
  readonly speaker: LabSpeaker;
  readonly refused: readonly LeakedPrefix[];
  /** Announced as well, although receivers may accept it. */
  readonly accepted: readonly string[];
}

/** A leaked prefix over one session. */
interface Arrival {
  readonly receiver: string;
  readonly from: string;
  /** Address of the sender. */
  readonly nextHop: string;
  readonly prefix: string;
  readonly services: readonly string[];
  /** Whether it must be refused. */
  readonly isForeign: boolean;
}

/** Waits until everything has arrived, and reports what was accepted, or did not arrive: then nothing is proved. */
export async function lookAtReceivers(lab: Lab, leaks: readonly Leak[]): Promise<BrokenPromise[]> {
  const arrivals = leaks.flatMap(arrivalsOf);
  const receivers = [...new Set(arrivals.map(({ receiver }) => receiver))];
  let accepted = new Set<string>();
  let missing: readonly Arrival[] = arrivals;
  await awaitSpread(async () => {
    const known = (receiver: string, argv: readonly string[]) =>
      lab
        .exec(receiver, argv)
        .then(({ stdout }) => readRoutes(stdout).map(({ prefix, nextHop }) => keyOf({ receiver, prefix, nextHop })));
    const [taken, refused] = await Promise.all(
      [SHOW_BGP_ROUTES, SHOW_REFUSED_ROUTES].map(
        async (argv) => new Set((await Promise.all(receivers.map((receiver) => known(receiver, argv)))).flat()),
      ),
    );
    accepted = taken ?? accepted;
    missing = arrivals.filter((each) => !accepted.has(keyOf(each)) && !refused?.has(keyOf(each)));
    return missing.every((each) => isImplied(each, arrivals, accepted));
  });
  return [
    ...arrivals
      .filter((each) => each.isForeign && accepted.has(keyOf(each)))
      .flatMap((each) => broken(each, "accepted")),
    ...missing
      .filter((each) => !isImplied(each, arrivals, accepted))
      .flatMap((each) => broken(each, "it did not arrive, so nothing is known")),
  ];
}

function arrivalsOf({ speaker: { node, sessions }, refused, accepted }: Leak): Arrival[] {
  // A reflector tells announcers nothing.
  const told = sessions.filter(({ peer }) => !isReflector(node) || isReflector(peer) || peer.roles.has("router"));
  return told.flatMap(({ peer, family, local }) => {
    const common = { receiver: peer.name, from: node.name, nextHop: local };
    const foreign = refused
      .filter((each) => each.family === family)
      .map(({ prefix, services }): Arrival => ({ ...common, prefix, services, isForeign: true }));
    const usual = accepted
      .filter((prefix) => familyOf(prefix) === family)
      .map((prefix): Arrival => ({ ...common, prefix, services: [], isForeign: false }));
    return [...foreign, ...usual];
  });
}

/** Routers keep no refused routes, but what was announced with them has arrived. */
function isImplied(arrival: Arrival, arrivals: readonly Arrival[], accepted: ReadonlySet<string>): boolean {
  return arrivals.some(
    (other) =>
      !other.isForeign &&
      other.receiver === arrival.receiver &&
      other.nextHop === arrival.nextHop &&
      accepted.has(keyOf(other)),
  );
}

function keyOf({ receiver, prefix, nextHop }: Pick<Arrival, "receiver" | "prefix" | "nextHop">): string {
  return `${receiver} ${prefix} ${nextHop}`;
}

function broken({ receiver, from, prefix, services }: Arrival, seen: string): BrokenPromise[] {
  const owners = services.length === 0 ? [{}] : services.map((service) => ({ service }));
  return owners.map((owner) => ({
    ...owner,
    nodes: [receiver],
    asked: `route to ${prefix} that ${from} announces but must not`,
    wanted: "refused",
    seen,
  }));
}
