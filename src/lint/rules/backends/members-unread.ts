import { keyAt } from "../../../contract/origin.ts";
import type { MapTree } from "../../../contract/tree.ts";
import { hasOwnMembers } from "../../../resolve/layers/normalize-members.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** A service's members are used by a pool. */
export const membersUnread: Rule = {
  codes: {
    "members/unread": {
      severity: "error",
      about:
        "A layer sets a service's `members` where each of its backends already has a list of its own, so nothing " +
        "uses them: a member that they put into maintenance would stay active. A list that a later layer gives to a " +
        "backend in place of inherited members is not reported.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || !isUnread(service.tree) || !isUnread(statingLayer(service.tree))) return;
    report({
      code: "members/unread",
      message: `\`members\` of ${service.name} has no effect: each of its backends has a list of its own`,
      at: userPlace(service, service, "members"),
      notes: service.backends.map((backend) => ({
        message: `backend ${backend.name} has members of its own here`,
        at: keyAt(backend, "members"),
      })),
      help: `write it under \`backends.${service.backends[0]?.name}.members\`, or remove the backend's list`,
      subject: { kind: "service", name: service.name },
    });
  },
};

/** Whether a service, as far as its layers are merged, has members that none of its backends use. */
function isUnread(service: MapTree): boolean {
  const backends = service.entries["backends"];
  if (service.entries["members"]?.kind !== "map" || backends?.kind !== "map") return false;
  const pools = Object.values(backends.entries).filter((backend) => backend.kind === "map");
  return pools.length > 0 && pools.every((backend) => hasOwnMembers(backend));
}

/** The service as of the strongest layer that sets its members. */
function statingLayer(service: MapTree): MapTree {
  let layer = service;
  while (layer.over?.kind === "map" && layer.over.entries["members"] === layer.entries["members"]) layer = layer.over;
  return layer;
}
