import { FAMILIES } from "../../../contract/fleet.ts";
import { HEALTH_INTERFACE } from "../../../fleet/announce/interfaces.ts";
import { isAnnouncer, isReflector } from "../../../fleet/announce/sessions.ts";
import { daemonsOf } from "../../../lab/daemons.ts";
import type { Fault, Lab } from "../../../lab/lab.ts";
import { askDaemons, saidOf } from "../../drift/ask-daemons.ts";
import type { BrokenPromise } from "../../proof.ts";
import { valuesOf } from "../../questions/causes.ts";
import type { Trial } from "../trial.ts";
import type { TrialInput } from "../trial-input.ts";
import { awaitSpread, configure, type LabSpeaker, speakersOf, tablesOf } from "./bgp-speakers.ts";
import { nobodysPrefixes, refusedFrom } from "./leaked-prefixes.ts";
import { type Leak, lookAtReceivers } from "./look-at-receivers.ts";

/**
 * Routes that nobody may announce. First each node has them, and its own filters must keep them back; then nodes announce them
 * all the same, and reflectors must refuse them; at last reflectors pass on foreign ones, which routers and other reflectors
 * must refuse.
 */
export function planLeaks(input: TrialInput): Trial[] {
  const { fleet, isMeant } = input;
  if (fleet.spec.asn === undefined) return [];
  const meant = (broken: readonly BrokenPromise[]) => broken.filter(({ service }) => isMeant(service));
  return [
    planKept(input, meant),
    planLeak("nodes announce what is not theirs", input, meant, ({ node }) => !isReflector(node)),
    planLeak("reflectors announce what is not theirs", input, meant, ({ node }) => isReflector(node)),
  ];
}

type Meant = (broken: readonly BrokenPromise[]) => BrokenPromise[];

/** Its filters see foreign routes of BIRD's own, and foreign addresses where the health daemon puts healthy ones. */
function planKept(input: TrialInput, meant: Meant): Trial {
  const { fleet } = input;
  const nobodys = FAMILIES.map((family) => nobodysPrefixes(fleet, family));
  const routes = nobodys.flatMap(({ foreign, unused, blocks }) => [
    ...foreign.slice(0, 1),
    ...unused.slice(0, 1),
    ...blocks,
  ]);
  const addresses = nobodys.flatMap(({ foreign, unused }) => [...foreign.slice(1, 2), ...unused.slice(1, 2)]);
  const carriers = (lab: Lab) => speakersOf(lab, fleet).filter(({ node }) => isAnnouncer(node));
  const change = async (lab: Lab, lines: (place: string) => readonly string[]) => {
    const places = addresses.map((prefix) => `${prefix} dev ${HEALTH_INTERFACE}`);
    const text = places.flatMap((place) => lines(place).map((line) => `address ${line}\n`)).join("");
    await Promise.all(
      carriers(lab).map(async ({ node: { name } }) => {
        const { status, stderr } = await lab.exec(name, ["ip", "-batch", "-"], { input: text });
        if (status !== 0) throw new Error(`addresses of ${name} cannot be changed: ${stderr.trim()}`);
      }),
    );
  };
  return {
    ...altering("routes that are not a node's own", (lab) =>
      speakersOf(lab, fleet).map((speaker) => ({ speaker, prefixes: routes, toPeers: false })),
    ),
    looksAt: [{ causes: valuesOf(fleet, ["announce"]) }],
    look: async (lab) => {
      const added = (place: string) => `replace ${place} nodad preferred_lft 0 valid_lft 60`;
      // The health daemon would remove them.
      await Promise.all(carriers(lab).flatMap((carrier) => keepersOf(lab, carrier).map(lab.fail)));
      try {
        await change(lab, (place) => [added(place)]);
        const speakers = speakersOf(lab, fleet);
        await awaitSpread(async () => {
          const known = await Promise.all(
            speakers.map(async ({ node, bgp }) => {
              const { stdout } = await lab.exec(node.name, bgp.table);
              const expected = isAnnouncer(node) ? [...routes, ...addresses] : routes;
              return expected.every((prefix) => stdout.includes(prefix));
            }),
          );
          return !known.includes(false);
        });
        return meant(await keptBack(lab, input, [...routes, ...addresses]));
      } finally {
        // An address that is not there, or not any more, cannot be removed.
        await change(lab, (place) => [added(place), `del ${place}`]);
        await Promise.all(carriers(lab).flatMap((carrier) => keepersOf(lab, carrier).map(lab.restore)));
      }
    },
  };
}

/** Those daemons of a node that decide what is healthy, to be stopped for a while. */
function keepersOf(lab: Lab, { node: { name } }: LabSpeaker): Fault[] {
  return daemonsOf(lab.files(name))
    .filter(({ announces, bgp }) => announces && bgp === undefined)
    .map((daemon) => ({ kind: "freeze", machine: name, daemon: daemon.name }));
}

async function keptBack(lab: Lab, input: TrialInput, prefixes: readonly string[]): Promise<BrokenPromise[]> {
  const heard = await askDaemons(lab, input, ({ tells }) => tells.includes("announce"));
  return heard.flatMap((each) =>
    (saidOf(each, "announce") ?? [])
      .filter(({ prefix }) => prefixes.includes(prefix))
      .map(({ prefix }) => ({
        nodes: [each.node],
        asked: `route to ${prefix} that ${each.node} has but must not announce`,
        wanted: "kept back",
        seen: "announced",
      })),
  );
}

/** Nodes announce routes past their own filters; nobody must accept them. */
function planLeak(title: string, input: TrialInput, meant: Meant, isLeaker: (speaker: LabSpeaker) => boolean): Trial {
  const { fleet } = input;
  const leaks = (lab: Lab): Leak[] =>
    speakersOf(lab, fleet)
      .filter(isLeaker)
      .map((speaker) => {
        const families = FAMILIES.filter((family) => speaker.sessions.some((session) => session.family === family));
        const refused = families.flatMap((family) => refusedFrom(speaker.node, family, fleet));
        // What receivers should accept from a reflector shows that the rest has arrived, too.
        const accepted = isReflector(speaker.node)
          ? families.flatMap((family) => nobodysPrefixes(fleet, family).unused.slice(0, 1))
          : [];
        return { speaker, refused, accepted };
      });
  return {
    ...altering(title, (lab) =>
      leaks(lab).map(({ speaker, refused, accepted }) => ({
        speaker,
        prefixes: [...refused.map(({ prefix }) => prefix), ...accepted],
        toPeers: true,
      })),
    ),
    looksAt: [{ causes: valuesOf(fleet, ["announce"]) }],
    look: async (lab) => meant(await lookAtReceivers(lab, leaks(lab))),
  };
}

interface Altered {
  readonly speaker: LabSpeaker;
  readonly prefixes: readonly string[];
  readonly toPeers: boolean;
}

/** A trial in which nodes get other configurations, until all routes are as before. */
function altering(title: string, alteredIn: (lab: Lab) => readonly Altered[]): Omit<Trial, "look" | "looksAt"> {
  let before = "";
  return {
    title,
    questions: [],
    prepare: async (lab) => {
      before = await tablesOf(lab);
      await Promise.all(
        alteredIn(lab).map(({ speaker, prefixes, toPeers }) =>
          configure(lab, speaker, speaker.bgp.leak(lab.files(speaker.node.name), prefixes, toPeers)),
        ),
      );
    },
    restore: async (lab) => {
      await Promise.all(
        alteredIn(lab).map(({ speaker }) =>
          configure(lab, speaker, speaker.bgp.leak(lab.files(speaker.node.name), [], false)),
        ),
      );
      await awaitSpread(async () => (await tablesOf(lab)) === before);
    },
  };
}
