import type { Backend, Frontend, Limits, PrefixSet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { find, nearest } from "../../contract/tree.ts";
import { parseRate } from "../../fleet/durations.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { linkAccess } from "./link-access.ts";
import { linkNetworkRefs } from "./link-network-refs.ts";
import { toTransports } from "./link-ports.ts";
import { inside, type Linking, type NameTable } from "./linking.ts";
import { followOptional } from "./references.ts";

/** Frontends of a service, sorted by name; undefined if they refer to something unknown. */
export function linkFrontends(
  { spec, tree }: MergedService,
  backends: NameTable<Backend>,
  linking: Linking,
): Frontend[] | undefined {
  const frontends: Frontend[] = [];
  let sound = true;
  for (const [name, written] of Object.entries(spec.frontends).sort(byKey)) {
    const at = nearest(tree, ["frontends", name]);
    const here = inside(linking, "frontends", name);
    const backend = followOptional(backends, find(at, ["backend"]), inside(here, "backend"));
    const certificate = followOptional(
      linking.inventory.certificates,
      find(at, ["tls", "certificate"]),
      inside(here, "tls", "certificate"),
    );
    const access = linkAccess(at, here);
    const except = linkNetworkRefs(find(at, ["limits", "except"]), inside(here, "limits", "except"));
    if (backend === null || certificate === null || access === null || except === undefined) sound = false;
    else {
      frontends.push({
        name,
        spec: written,
        tree: at,
        port: written.port,
        transports: toTransports(find(at, ["transport"])),
        protocol: written.protocol,
        redirect: written.redirect === "https",
        ...present({ backend, certificate, access }),
        ...(written.limits === undefined ? {} : { limits: linkLimits(written.limits, except) }),
      });
    }
  }
  return sound ? frontends : undefined;
}

function linkLimits(limits: NonNullable<Frontend["spec"]["limits"]>, except: PrefixSet): Limits {
  return {
    except,
    ...present({ connections: limits.connections, connectionsPerSource: limits.connections_per_source }),
    ...(limits.requests_per_source === undefined ? {} : { requestsPerSource: parseRate(limits.requests_per_source) }),
  };
}
