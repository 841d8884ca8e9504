import type { Report } from "../../../contract/finding.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import { newPlaces } from "../../../diagnostics/new-places.ts";
import { oncePerPair } from "../../../fleet/once-per-pair.ts";
import { isAtLeast } from "../../../fleet/targets.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { FRONTEND_KINDS, FRONTEND_SETTINGS, type FrontendSetting } from "../../settings/frontend-settings.ts";
import { splitByMajority } from "../../settings/split-by-majority.ts";
import { vipName } from "../../vips/vip-name.ts";
import type { VipListener, VipPort } from "../../vips/vip-ports.ts";

/** Services that share a port share HAProxy's frontend, which has some settings only once. */
export const frontendDisagreement: Rule = {
  codes: {
    "frontend/disagreement": {
      severity: "error",
      about:
        "Services share a port of a VIP but differ in settings that HAProxy has once per frontend: protocol, TLS, minimum TLS " +
        "version, connection limits, request timeouts. Make them agree, or give one a VIP of its own.",
    },
    "targets/too-old": {
      severity: "error",
      about:
        "A key needs a newer daemon than `fleet.targets` names: services that share a port of a VIP can have client timeouts of " +
        "their own from HAProxy 3.0 on. Name that version if all load balancers run it, or do without.",
    },
  },
  checkFleet(fleet, report, { vipPorts }) {
    const isNewByWhat = new Map([...FRONTEND_KINDS, ...FRONTEND_SETTINGS].map(({ what }) => [what, newPlaces()]));
    for (const port of vipPorts) {
      for (const dissent of dissentsAt(fleet.nodes, port, () => findDissents(port, fleet))) {
        const { setting, other } = dissent;
        if (isNewByWhat.get(setting.what)?.(setting.place(other)) === true) reportDissent(port, dissent, fleet, report);
      }
    }
  },
};

/** A port follows from its services, and what they differ in also from the fleet's targets. */
const dissentsAt = oncePerPair<readonly Dissent[]>();

/** Listeners that can never share a port are `bind/duplicate`. */
function isCompared({ service, frontend }: VipListener): boolean {
  return isChecked(service) && service.balance.by === "haproxy" && frontend.protocol !== "tcp";
}

/** If they cannot be one frontend at all, other differences are not reported. */
function findDissents(port: VipPort, fleet: Fleet): Dissent[] {
  const [first, ...others] = port.listeners.filter(isCompared);
  if (first === undefined || others.length === 0) return [];
  const listeners = [first, ...others] as const;
  for (const kind of FRONTEND_KINDS) {
    const dissents = findDissent(listeners, kind);
    if (dissents.length > 0) return dissents;
  }
  const once = FRONTEND_SETTINGS.filter((setting) => {
    const least = perServiceFrom(setting, first);
    return least === undefined || !isAtLeast(fleet, "haproxy", least);
  });
  return once.flatMap((setting) => findDissent(listeners, setting));
}

/** The version of HAProxy that tells services apart for a setting: only requests have one of their own, streams never. */
function perServiceFrom(setting: FrontendSetting, { frontend }: VipListener): string | undefined {
  return frontend.protocol === "http" ? setting.perServiceFrom : undefined;
}

/** A listener that differs from the majority. */
interface Dissent {
  readonly setting: FrontendSetting;
  readonly reference: VipListener;
  readonly other: VipListener;
}

function findDissent(listeners: readonly [VipListener, ...VipListener[]], setting: FrontendSetting): Dissent[] {
  const { reference, others } = splitByMajority(listeners, (listener) => String(setting.value(listener)));
  return others.map((other) => ({ setting, reference, other }));
}

function reportDissent(
  { vip, port }: VipPort,
  { setting, reference, other }: Dissent,
  fleet: Fleet,
  report: Report,
): void {
  const [here, there] = [other, reference].map((listener) => setting.written(listener) ?? "none");
  const sharers = `${other.service.name} and ${reference.service.name} share port ${port} of ${vipName(vip)}`;
  const finding = {
    at: setting.place(other),
    notes: [{ message: `${reference.service.name} has ${there} here`, at: setting.place(reference) }],
    subject: { kind: "service", name: other.service.name },
  } as const;
  const least = perServiceFrom(setting, other);
  if (least === undefined) {
    report({
      code: "frontend/disagreement",
      message: `${sharers} but differ in ${setting.what}: ${here} and ${there}`,
      help: "HAProxy has one setting per port: make them agree, or give one of them a VIP of its own",
      ...finding,
    });
    return;
  }
  report({
    code: "targets/too-old",
    message: `${sharers} but differ in ${setting.what}, which needs HAProxy ${least}, not ${fleet.spec.targets.haproxy}`,
    help: `set \`fleet.targets.haproxy: "${least}"\` if all load balancers run it, or make them agree`,
    ...finding,
  });
}
