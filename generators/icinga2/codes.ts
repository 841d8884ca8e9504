import type { CodeEntry } from "../../src/contract/finding.ts";

/** Findings about what Icinga cannot do with a fleet. */
export const CODES = {
  "icinga2/too-many-masters": {
    severity: "error",
    about:
      "Icinga shares work between at most two monitoring hosts. Remove the role from the others, or disable generation for them with `emit: {icinga2: false}`.",
  },
  "icinga2/unknown-team": {
    severity: "error",
    about:
      "`fleet.icinga2.operators` refers to a team that the catalog does not have, so nobody would be alerted about nodes.",
  },
  "icinga2/unreachable": {
    severity: "warning",
    about:
      "A node shares no address family with the monitoring hosts, so it has no agent, and neither it nor its services are monitored; two monitoring hosts that share none cannot share their work. Or a monitoring host lacks a family, so VIPs and members are not checked over it: either host may have to run the check. Nobody is alerted when they fail.",
  },
  "icinga2/no-agent": {
    severity: "warning",
    about:
      "A node carries VIPs but has no agent, so the VIPs are not checked there: a remote check of an anycast address only reaches the nearest instance.",
  },
  "icinga2/no-pager": {
    severity: "warning",
    about: "A production service pages its owner (`monitoring.page`), but the team has no `pager`: it only gets mail.",
  },
  "icinga2/member-unasked": {
    severity: "notice",
    about:
      "Members cannot be monitored directly, because they expect the PROXY protocol or no plugin supports theirs. HAProxy's view of their backend is monitored instead. Set a port that can be checked in `monitoring.members`.",
  },
  "icinga2/check-impossible": {
    severity: "notice",
    about:
      "No Monitoring Plugin can run this check at the VIP. A weaker check would report it healthy when it is not; HAProxy's view of the backend is monitored instead. Use a command in `monitoring.checks` for checks that no plugin supports.",
  },
  "icinga2/not-admitted": {
    severity: "notice",
    about:
      "The service's access allows neither the monitoring hosts nor the nodes that carry the VIP, so the VIP is not checked over this family. Monitoring does not open the firewall; HAProxy's view of the backend is monitored instead. Add the monitoring hosts' network to `access` to monitor the VIP.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
