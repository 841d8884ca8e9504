import type { CodeEntry } from "../../src/contract/code-entry.ts";

/** Findings about what Icinga cannot do with a fleet. */
export const CODES = {
  "icinga2/too-many-masters": {
    severity: "error",
    about:
      "Icinga shares work between two monitoring hosts at most. Take the role from the others, or leave them to their owners by `emit: {icinga2: false}`.",
  },
  "icinga2/unknown-team": {
    severity: "error",
    about:
      "`fleet.icinga2.operators` names a team that the catalog does not have, so that nobody would be told of nodes.",
  },
  "icinga2/unreachable": {
    severity: "warning",
    about:
      "A node shares no address family with the monitoring hosts, so that it has no agent, and neither it nor what runs there is watched; two monitoring hosts that share none cannot share their work. Or a monitoring host lacks a family, so that VIPs and members are not asked over it: either host may have to ask. Nobody is told that these do not answer.",
  },
  "icinga2/no-agent": {
    severity: "warning",
    about:
      "A node holds VIPs but has no agent, so that nobody asks the VIPs there: an anycast address asked from afar shows the nearest instance alone.",
  },
  "icinga2/no-pager": {
    severity: "warning",
    about:
      "A production service pages (`monitoring.page`), but its owner's team has no `pager`: nobody is called, a mail is all.",
  },
  "icinga2/member-unasked": {
    severity: "notice",
    about:
      "Members cannot be asked directly, since they expect the PROXY protocol or no plugin speaks theirs. HAProxy's verdict on their backend is watched instead. `monitoring.members` names a port that can be asked.",
  },
  "icinga2/check-impossible": {
    severity: "notice",
    about:
      "No Monitoring Plugin can ask this at the VIP. A weaker question would call it well when it is not; HAProxy's verdict on the backend is watched instead. A `monitoring.checks` entry with a command can ask what no plugin can.",
  },
  "icinga2/not-admitted": {
    severity: "notice",
    about:
      "Neither the monitoring hosts nor the nodes that hold the VIP are let in by the service's access, so that nobody asks there in this family. Nobody is let in for the sake of being watched; HAProxy's verdict on the backend is watched instead. Add the monitoring hosts' network to the access to have it asked.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
