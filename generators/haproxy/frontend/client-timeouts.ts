import type { Service } from "../../../src/contract/fleet.ts";
import { type ConfigText, when } from "../config-text.ts";
import { time } from "../quote.ts";
import type { FrontendSection } from "./frontend-sections.ts";
import { scopeOfAll } from "./scope.ts";

/**
 * Milliseconds that a silent client has before the service is known: the shortest time of any. Undefined, for the
 * default of the process, if a service sets none.
 */
export function clientTimeout({ entries }: FrontendSection): number | undefined {
  const times = entries.map(({ service }) => service.timeouts.client);
  return times.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)));
}

/**
 * Gives requests for services whose timeout differs from the frontend's their own (Configuration Manual 3.0, 4.3
 * "set-timeout"). Lint has made sure that there are none below HAProxy 3.0.
 */
export function clientTimeoutRules(section: FrontendSection): ConfigText[] {
  const common = clientTimeout(section);
  const services = new Map<number, Service[]>();
  for (const { service } of section.entries) {
    const { client } = service.timeouts;
    if (client === undefined || client === common) continue;
    const those = services.get(client);
    if (those === undefined) services.set(client, [service]);
    else those.push(service);
  }
  return [...services]
    .sort(([a], [b]) => a - b)
    .map(([client, those]) => when(`http-request set-timeout client ${time(client)}`, scopeOfAll(section, those)));
}
