import type { Service } from "../../src/resolve/fleet.ts";
import type { Model } from "./model.ts";
import type { VipCheck } from "./vip-checks.ts";

/**
 * Which checks of a service call its pager: those that go the way of its clients; where the monitoring hosts may not ask
 * there, those of the nodes themselves; where nobody may, HAProxy's own view. One outage is then not a call per node.
 */
export type Pages = "remote" | "local" | "views";

const known = new WeakMap<Model, Map<Service, Pages>>();

export function pagedBy(model: Model, service: Service): Pages {
  const before = known.get(model) ?? judge(model);
  known.set(model, before);
  return before.get(service) ?? "views";
}

function judge({ vips }: Model): Map<Service, Pages> {
  const found = new Map<Service, Pages>();
  const weigh = ({ service, pages, remote, local }: VipCheck): void => {
    if (!pages) return;
    if (remote.length > 0) found.set(service, "remote");
    else if (local.length > 0 && !found.has(service)) found.set(service, "local");
  };
  for (const vip of vips) for (const check of vip.checks) weigh(check);
  return found;
}
