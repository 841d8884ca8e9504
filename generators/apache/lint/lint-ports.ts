import { at } from "../../../src/contract/origin.ts";
import type { Span } from "../../../src/contract/source.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { checkedHosts } from "../guard-paths.ts";
import type { Listen, WebServer } from "../model.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";

/** What sites at the same port of a web server disagree about. Each pair of services is reported once, not on each node. */
export function lintPorts(servers: readonly WebServer[]): ApacheFinding[] {
  const drafts = new Map<string, ApacheFinding>();
  for (const { key, draft } of servers.flatMap(disagreements)) if (!drafts.has(key)) drafts.set(key, draft);
  return [...drafts.values()];
}

const disagreements = oncePer(({ node, listens }: WebServer): readonly Keyed[] =>
  listens.flatMap((listen) => {
    const place = `port ${listen.port} of ${node.name}`;
    return [...differences(listen, place), ...sharedNames(listen, place)];
  }),
);

interface Keyed {
  readonly key: string;
  readonly draft: ApacheFinding;
}

function differences({ sites, port }: Listen, place: string): Keyed[] {
  const [first] = sites;
  if (first === undefined) return [];
  return sites.flatMap((site): Keyed[] => [
    ...(isProxy(site, port) === isProxy(first, port)
      ? []
      : [
          keyed("apache/proxy-differs", site, first, {
            message: `${describe(site)} ${isProxy(site, port) ? "expects" : "does not expect"} the PROXY protocol at ${place}, unlike ${describe(first)}`,
            where: (one) => placeOf(one, "client_address"),
            note: `${describe(first)} uses it too`,
            help: "give one of them another port, or both the same `client_address`",
          }),
        ]),
    ...((site.certificate === undefined) === (first.certificate === undefined)
      ? []
      : [
          keyed("apache/tls-differs", site, first, {
            message: `${describe(site)} speaks ${site.certificate === undefined ? "plain text" : "TLS"} at ${place}, unlike ${describe(first)}`,
            where: (one) => placeOf(one, "tls"),
            note: `${describe(first)} uses it too`,
            help: "give one of them another port",
          }),
        ]),
  ]);
}

function isProxy({ ports }: Site, port: number): boolean {
  return ports.some((own) => own.port === port && own.proxy);
}

function sharedNames({ sites }: Listen, place: string): Keyed[] {
  const holders = new Map<string, Site>();
  return sites.flatMap((site) => {
    return namesOf(site).flatMap((name): Keyed[] => {
      const holder = holders.get(name);
      if (holder === undefined) {
        holders.set(name, site);
        return [];
      }
      const what = name === ANY ? "unknown host names" : name;
      return [
        keyed(`apache/host-name-twice`, site, holder, {
          message: `${describe(site)} and ${describe(holder)} both answer to ${what} at ${place}`,
          where: (one) => at(one.service, "hostnames"),
          note: `${describe(holder)} uses it too`,
          help: "give one of them another port, or other names",
        }),
      ];
    });
  });
}

/** A site may be on many servers. */
const namesOf = oncePer((site: Site): readonly string[] => [
  ...site.service.hostnames,
  ...checkedHosts(site),
  ...(site.catchAll ? [ANY] : []),
]);

/** Represents all names that no site has; not a valid host name. */
const ANY = "*";

interface Said {
  readonly message: string;
  readonly where: (site: Site) => Span;
  readonly note: string;
  readonly help: string;
}

function keyed(code: ApacheFinding["code"], site: Site, other: Site, { message, where, note, help }: Said): Keyed {
  return {
    key: [code, describe(site), describe(other)].join(" "),
    draft: {
      code,
      message,
      at: where(site),
      notes: [{ message: note, at: where(other) }],
      help,
      subject: { kind: "service", name: site.service.name },
    },
  };
}

function placeOf({ backends, service }: Site, key: string): Span {
  const [backend] = backends;
  return backend === undefined ? at(service, "frontends") : at(backend, key);
}

function describe({ service, backends }: Site): string {
  const names = backends.map(({ name }) => name).join(", ");
  return names === "" ? service.name : `backend ${names} of ${service.name}`;
}
