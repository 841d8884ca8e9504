import type { Backend, Service } from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import { serverNames } from "../../../src/fleet/server-names.ts";
import { time } from "../quote.ts";
import { checkToHaproxy, type HaproxyCheck } from "./check-to-haproxy.ts";
import { tlsWords } from "./server-name.ts";

/** All that says how members are checked: what is the same here is asked the same. */
export interface MemberCheck {
  readonly mode: "http" | "tcp";
  /** Lines of the section. */
  readonly backend: readonly string[];
  /** Words of the servers, with those of the traffic that checks use too. None where nothing is checked. */
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

/** The check in HAProxy's words, or why it cannot be asked. */
export function checkLines(service: Service, backend: Backend): HaproxyCheck {
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

/** Words of all members about how a connection to them begins, which checks heed too. */
export function connectionWords(service: Service, backend: Backend): string[] {
  return [...[proxyWord(backend) ?? []].flat(), ...tlsWords(service, backend)];
}

/** The word by which members hear of the client's address ahead of everything else. */
function proxyWord({ clientAddress }: Backend): string | undefined {
  if (clientAddress === "proxy-v2") return "send-proxy-v2";
  return clientAddress === "proxy-v1" ? "send-proxy" : undefined;
}
