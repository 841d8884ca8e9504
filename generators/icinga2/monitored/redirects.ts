import type { Serve } from "../../../src/contract/claim.ts";
import type { Claims } from "../../../src/contract/claims.ts";
import type { Frontend } from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import type { Model, WatchedVip } from "../model.ts";
import { encodePart } from "../names.ts";
import { withoutMacros } from "../quote.ts";
import { admittedTo } from "./admission.ts";
import { commandFor } from "./questions.ts";
import type { VipCheck } from "./vip-checks.ts";

/**
 * Redirects according to all claims: each is checked for its status and its target, with the first host name that has
 * it.
 */
export function redirectChecks(model: Model, claims: Claims): Map<WatchedVip, VipCheck[]> {
  const byAddress = new Map<string, Serve[]>();
  for (const serve of claims.serves) {
    if (serve.redirect === undefined) continue;
    const there = byAddress.get(serve.address);
    if (there === undefined) byAddress.set(serve.address, [serve]);
    else there.push(serve);
  }
  return new Map(
    model.vips.map((vip) => {
      const [family] = vip.families;
      const serves = family === undefined ? [] : (byAddress.get(vip.addresses[family] ?? "") ?? []);
      return [vip, checksOf(model, vip, serves)];
    }),
  );
}

function checksOf({ fleet, roster }: Model, vip: WatchedVip, serves: readonly Serve[]): VipCheck[] {
  const checks = new Map<string, { rank: number; check: VipCheck }>();
  const services = new Map(vip.services.map((service) => [service.name, service]));
  const askedHere = new Set(vip.checks.filter((check) => check.local.length > 0).map((check) => check.name));
  for (const { service: name, frontend: frontendName, hostname, path, redirect, causes } of serves) {
    const service = services.get(name);
    const frontend = service?.frontends.find((each) => each.name === frontendName);
    if (service === undefined || frontend === undefined || redirect === undefined || !isAnswered(frontend)) continue;
    const asked = path ?? "/";
    const ask = {
      type: "http" as const,
      path: asked,
      status: [{ first: redirect.status, last: redirect.status }],
      ...present({ host: hostname }),
    };
    const port = frontend.port;
    const command = commandFor({ ask, port, tls: frontend.spec.tls !== undefined }, service);
    if ("cannot" in command) continue;
    const { remote, local } = admittedTo(fleet, roster.masters, vip.families, { service, frontend, path: asked });
    if (remote.length + local.length === 0) continue;
    // A redirect is HAProxy's own response to any client: if something else is checked at the frontend on the node, the
    // remote check is enough. Redirects to https only are the same everywhere.
    const isAsked = frontend.redirect || askedHere.has(`${name}:${frontendName}`);
    const here = isAsked ? local.filter((family) => !remote.includes(family)) : local;
    const rank = hostname === undefined ? 0 : service.hostnames.indexOf(hostname);
    const canonical = path === undefined && rank > 0 && service.spec.canonical_redirect === true;
    const what = canonical ? ":canonical" : `:redirect:${encodePart(asked)}`;
    const key = `${name}:${frontendName}${frontend.redirect ? "" : what}`;
    const before = checks.get(key);
    if (before !== undefined && before.rank <= rank) continue;
    const { command: library, vars } = command.ok;
    checks.set(key, {
      rank,
      check: {
        service,
        name: key,
        title: `${name} ${frontendName} leads to ${redirect.to}`,
        // Servers differ in whether the header's name has a capital.
        use: { command: library, vars: { ...vars, http_headerstring: `ocation: ${withoutMacros(redirect.to)}` } },
        asked: { port, ask },
        ...{ remote, local: here, pages: true, counts: false, causes },
      },
    });
  }
  return [...checks.values()].map(({ check }) => check);
}

/** Without a client certificate there is no response. */
function isAnswered({ spec }: Frontend): boolean {
  const clients = spec.tls?.client_certificates;
  return clients === undefined || clients.required === false;
}
