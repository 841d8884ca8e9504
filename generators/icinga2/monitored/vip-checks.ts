import type { CheckQuestion } from "../../../src/contract/check-spec.ts";
import type { Backend, Family, Node } from "../../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { present } from "../../../src/contract/present.ts";
import type { Span } from "../../../src/contract/source.ts";
import { catalogCommand } from "../catalog-commands.ts";
import type { CommandUse } from "../itl.ts";
import { type Admitted, admittedTo } from "./admission.ts";
import { commandFor, isAnsweredByMembers } from "./questions.ts";
import { drafts, type PlannedCheck } from "./vip-drafts.ts";

/** A check at a VIP. */
export interface VipCheck extends Admitted {
  readonly service: LoneService;
  /** Backend whose members respond; absent if the response may be HAProxy's own. */
  readonly backend?: Backend;
  /** Unique in the fleet. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly use: CommandUse;
  /** For claims; absent for a program, which may connect anywhere. */
  readonly asked?: { readonly port: number; readonly ask: CheckQuestion };
  /**
   * Whether the owner is paged if the service does not respond: to the monitoring hosts, or to the nodes in families in
   * which the monitoring hosts may not check.
   */
  readonly pages: boolean;
  /** Whether `minimum_healthy` counts nodes by it, if it counts nodes. */
  readonly counts: boolean;
  readonly causes: readonly Span[];
}

/** Something that cannot be checked at a VIP, and why: the reason for a finding. */
export interface Unasked {
  readonly service: LoneService;
  readonly what: string;
  readonly reason: "cannot" | "not-admitted" | "proxy" | "unseen";
  readonly detail: string;
  /** Families concerned. */
  readonly families: readonly Family[];
  /** HAProxy's own view of this backend is monitored instead. */
  readonly backend?: Backend;
  readonly at: Span;
}

export interface VipQuestions {
  readonly checks: readonly VipCheck[];
  readonly unasked: readonly Unasked[];
}

/** Checks of a service at its VIP: each frontend, routes to other backends, its health, its own checks. */
export function vipQuestions(fleet: Surroundings, service: LoneService, masters: readonly Node[]): VipQuestions {
  const checks: VipCheck[] = [];
  const unasked: Unasked[] = [];
  const families = (["ipv4", "ipv6"] as const).filter((family) => service.vip[family] !== undefined);
  for (const draft of drafts(service)) {
    const { name, title, question, frontend, backend } = draft;
    const common = { service, at: draft.at, what: title, ...present({ backend }) };
    const { ask, port } = question;
    const isCommand = ask.type === "command";
    const command = isCommand ? { ok: catalogCommand(name) } : commandFor(question, service);
    if ("cannot" in command) {
      unasked.push({ families, reason: "cannot", detail: command.cannot, ...common });
      continue;
    }
    const path = frontend?.protocol === "http" ? (ask.path ?? "/") : undefined;
    const place = { service, ...present({ frontend }), ...present({ path }) };
    // Where a program runs is fixed: the service's own on its servers, others on the monitoring hosts.
    const admitted = isCommand ? commandPlaces(draft, families) : admittedTo(fleet, masters, families, place);
    const refused = families.filter((family) => ![...admitted.remote, ...admitted.local].includes(family));
    if (refused.length > 0) {
      unasked.push({ families: refused, reason: "not-admitted", detail: "access allows nobody", ...common });
    }
    if (refused.length === families.length) continue;
    const answers = frontend !== undefined && isAnsweredByMembers(ask, frontend);
    checks.push({
      service,
      ...(backend !== undefined && answers ? { backend } : {}),
      name,
      title,
      use: command.ok,
      remote: admitted.remote,
      local: askedHere(draft, service, admitted),
      pages: true,
      counts: draft.counts === true,
      ...(isCommand ? {} : { asked: { port, ask } }),
      causes: [draft.at],
    });
  }
  return { checks, unasked };
}

/**
 * The catalog's own checks are about members; behind HAProxy the remote check is enough. Each anycast server is
 * checked, because each responds for itself.
 */
function askedHere({ own }: PlannedCheck, { balance }: LoneService, { remote, local }: Admitted): readonly Family[] {
  return own === true && balance.by === "haproxy" ? local.filter((family) => !remote.includes(family)) : local;
}

function commandPlaces({ counts }: PlannedCheck, families: readonly Family[]): Admitted {
  return counts === true ? { remote: [], local: families } : { remote: families, local: [] };
}
