import type { Backend, Service } from "../../../src/contract/fleet.ts";
import type { LoneService } from "../../../src/contract/lone-service.ts";
import { present } from "../../../src/contract/present.ts";
import { serverNames } from "../../../src/fleet/server-names.ts";
import { time } from "../quote.ts";
import { checkToHaproxy, type HaproxyCheck } from "./check-to-haproxy.ts";
import { tlsWords } from "./server-name.ts";

/** Everything about how members are checked: if it is the same, so is the check. */
export interface MemberCheck {
  readonly mode: "http" | "tcp";
  /** Lines of the section. */
  readonly backend: readonly string[];
  /** Keywords of the servers, including those for traffic that checks use too. None if nothing is checked. */
  readonly server: readonly string[];
}

export function memberCheck(
  service: Service,
  backend: Backend,
): { readonly ok: MemberCheck } | { readonly cannot: string } {
  const check = checkLines(service, backend);
  if ("cannot" in check) return check;
  const { connect } = service.timeouts;
  const { server } = check.ok;
  return {
    ok: {
      mode: backend.protocol === "http" ? "http" : "tcp",
      backend: [...(connect === undefined ? [] : [`timeout connect ${time(connect)}`]), ...check.ok.backend],
      server: server.length === 0 ? [] : [...connectionWords(service, backend), ...server],
    },
  };
}

/** The check as HAProxy configuration, or why HAProxy cannot run it. */
export function checkLines(service: LoneService, backend: Backend): HaproxyCheck {
  if (backend.check === undefined) return { ok: { backend: [], server: [] } };
  const [hostname] = service.hostnames;
  const [serverName] = serverNames(service, backend);
  return checkToHaproxy({
    check: backend.check,
    proxy: proxyWord(backend) !== undefined,
    ...present({ hostname }),
    ...(backend.spec.tls === undefined ? {} : { tls: serverName === undefined ? {} : { serverName } }),
  });
}

/** Keywords of all members for how a connection to them begins; checks follow them too. */
export function connectionWords(service: Service, backend: Backend): string[] {
  return [...[proxyWord(backend) ?? []].flat(), ...tlsWords(service, backend)];
}

/** The keyword that sends the client's address to members before everything else. */
function proxyWord({ clientAddress }: Backend): string | undefined {
  if (clientAddress === "proxy-v2") return "send-proxy-v2";
  return clientAddress === "proxy-v1" ? "send-proxy" : undefined;
}
