import type { Block } from "../../src/contract/block.ts";
import { FAMILIES } from "../../src/contract/fleet.ts";
import { bfdTimers } from "../../src/fleet/announce/bfd-timers.ts";
import { HEALTH_INTERFACE } from "../../src/fleet/announce/interfaces.ts";
import { isPlainRouter, isReflector } from "../../src/fleet/announce/sessions.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import { type Model, type Speaker, writesFor } from "./model.ts";
import { nextHopLimit } from "./next-hop-limit.ts";
import { ownPrinter } from "./print-own.ts";
import { type Relation, relationOf, sessionPrinter } from "./print-sessions.ts";
import { interfacePattern, network } from "./quote.ts";
import { announceSets, CHANNELS } from "./sets.ts";

const TEMPLATES = "generators/bird/templates";
/** Seconds that routers keep a reflector's routes while its BIRD restarts. */
const RESTART_TIME = 300;
/** Seconds that a reflector gives its clients to come back before it connects to the routers, which wait for that. */
const CLIENTS_FIRST = 5;

/** Prints bird.conf of a speaker. What speakers have in common is printed once. */
export function configPrinter(model: Model): (speaker: Speaker) => Block[] {
  const { fleet } = model;
  const { asn } = fleet.spec;
  const own = ownPrinter(fleet);
  const { clientSets, sessions } = sessionPrinter(model);
  const announce = announceSets(fleet);
  const limit = nextHopLimit(model.routes);

  return (speaker) => {
    const { node } = speaker;
    const common = {
      node: node.name,
      others: !writesFor(node),
      id: network(speaker.id),
      own: FAMILIES.filter((family) => node.addresses[family] !== undefined).map((family) => CHANNELS[family]),
      asn: asn ?? 0,
    };
    const hasSessions = speaker.sessions.length > 0;
    const blocks = { announce: hasSessions ? announce : [], sessions: sessions(speaker) };
    if (isPlainRouter(node)) {
      return renderTemplate(`${TEMPLATES}/router.conf.eta`, { ...common, limit }, blocks, [node.tree]);
    }
    return renderTemplate(
      `${TEMPLATES}/bird.conf.eta`,
      {
        ...common,
        bfd: speaker.sessions.some((session) => session.bfd) ? bfdTimers(fleet) : undefined,
        reflects: isReflector(node) && hasSessions,
        interface: interfacePattern(node.spec.interface),
        healthInterface: interfacePattern(HEALTH_INTERFACE),
        silent: speaker.held === undefined || node.state === "active" ? undefined : node.state,
        announces: FAMILIES.some((family) => speaker.announced[family].length > 0),
        templates: templatesOf(speaker),
      },
      { ...blocks, routes: [...own.sets(speaker), ...clientSets(speaker)], filters: own.filters(speaker) },
      [node.tree],
    );
  };
}

/** Templates of a node's sessions, with the lines that differ between them. */
function templatesOf({ sessions }: Speaker): { name: Relation; lines: string[] }[] {
  const used = new Set(sessions.map(relationOf));
  // A node that is powered off must be withdrawn at once: no graceful restart, which would keep its routes.
  const watched = ["bfd on;", "graceful restart off;"];
  const all = [
    { name: "REFLECTOR", lines: watched },
    { name: "CLIENT", lines: ["rr client;", ...watched] },
    {
      name: "ROUTER",
      lines: [
        "rr client;",
        "bfd off;",
        "graceful restart on;",
        `graceful restart time ${RESTART_TIME};`,
        // Routers drop the routes they kept as soon as the reflector has sent all of its own: the clients must be back
        // by then.
        `connect delay time ${CLIENTS_FIRST};`,
      ],
    },
  ] as const;
  return all.filter(({ name }) => used.has(name)).map(({ name, lines }) => ({ name, lines: [...lines] }));
}
