import type { Report } from "../../../contract/finding.ts";
import type { Backend, Service } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { current } from "../../../contract/source.ts";
import { find, type Tree } from "../../../contract/tree.ts";
import { backupsOf } from "../../../fleet/backups.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Failover and failback work as the catalog suggests. */
export const failback: Rule = {
  codes: {
    "failback/no-backup": {
      severity: "notice",
      about:
        "`failback` sets what happens to connections when members fail and backups take over, but no backend that it applies to has both. It has no effect. Remove it, or mark members with `backup: true`.",
    },
    "member/backup-waits": {
      severity: "notice",
      about:
        "A backend has several backups, and only the first of them serves when no other member does; the next one waits until that fails too. So it is where sessions move (`failback: sessions`), because two members must not take writes at the same time, and where streams are passed on and no `failback` is set. When the first backup returns before the members do, connections stay at the second. `failback: new-connections` lets all backups serve together.",
    },
  },
  checkService(service, report) {
    if (!isBalanced(service)) return;
    for (const backend of reachedBackends(service)) reportWaiting(service, backend, report);
  },
  checkFleet(fleet, report) {
    const places = new Map<string, { readonly service: Service; readonly backend: Backend; used: boolean }>();
    for (const service of fleet.services.values()) {
      for (const { backend, written } of failbacksOf(service)) {
        const key = keyOf(written);
        const place = places.get(key) ?? { service, backend, used: false };
        place.used ||= backend.members.some(({ backup }) => backup) && backend.members.some(({ backup }) => !backup);
        places.set(key, place);
      }
    }
    for (const { service, backend, used } of places.values()) if (!used) reportUnused(service, backend, report);
  },
};

/** Backends that set what happens when members return, and where that is written. */
const failbacksOf = oncePer((service: Service) => {
  if (!isBalanced(service)) return [];
  return reachedBackends(service).flatMap((backend) => {
    const written = find(backend.tree, ["failback"]);
    return written === undefined || written.source.builtin ? [] : [{ backend, written }];
  });
});

function isBalanced(service: LoneService): boolean {
  return isChecked(service) && service.balance.by === "haproxy";
}

/** A profile's line applies to many services, and may have an effect in only one of them. */
function keyOf(written: Tree): string {
  const { source, start } = current(written);
  return `${source.path} ${start}`;
}

function reportUnused(service: LoneService, backend: Backend, report: Report): void {
  report({
    code: "failback/no-backup",
    message: `failback of backend ${backend.name} of ${service.name} has no effect: it does not have both members and backups`,
    at: userPlace(service, backend, "failback"),
    help: "remove it, or mark the standby members with `backup: true`",
    subject: { kind: "service", name: service.name },
  });
}

function reportWaiting(service: LoneService, backend: Backend, report: Report): void {
  const { all, serving } = backupsOf(backend);
  const [first] = serving;
  const waiting = all.filter((member) => !serving.includes(member));
  const [next] = waiting;
  if (first === undefined || next === undefined) return;
  report({
    code: "member/backup-waits",
    message: `when the other members of backend ${backend.name} of ${service.name} fail, only ${first.name} serves; ${waiting.map(({ name }) => name).join(", ")} ${waiting.length === 1 ? "waits" : "wait"}`,
    at: userPlace(service, next, "backup"),
    help: "accept this if only one may serve; else set `failback: new-connections`",
    subject: { kind: "service", name: service.name },
  });
}
