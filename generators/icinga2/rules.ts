import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "commands",
    path: /commands\.conf$/,
    about:
      "How Icinga calls plugins: with flags that its template library lacks, and with states that mean what they say.",
    noticed: "has Icinga check the healthy fleet, also through its agents",
  },
  {
    name: "plugins",
    path: /^usr\/local\/lib\/intentlb\/check_/,
    about: "Plugins of our own, for questions that no plugin of Debian asks.",
    noticed: "has Icinga check the healthy fleet, also through its agents",
  },
  {
    name: "apply-rules",
    path: /rules\.conf$/,
    about:
      "The same for every fleet: from tables with nodes, VIPs, services and teams, which have the causes, to hosts, services, dependencies and notifications.",
    noticed: "compares what the running Icinga probes, and whom it tells",
  },
  {
    name: "host-groups",
    path: /nodes\.conf$/,
    block: /^HostGroup (?:group|role|site):/,
    about: "A host group for each group, role and site that nodes are in; each host says which it belongs to, and why.",
  },
  {
    name: "tables",
    path: /(?:nodes|pools|services|vips)\.conf$/,
    block: /^(?:sessions|pools|views|table|tables|end of .*)$/,
    about: "Beginning and end of tables that the rules read; each entry in them has its causes.",
    noticed: "compares what the running Icinga probes, and whom it tells",
  },
  {
    name: "notification-commands",
    path: /teams\.conf$/,
    block: /^object NotificationCommand /,
    about: "How teams are told: by mail, and through the paging system.",
    noticed: "has Icinga tell each team about a service and its VIP, by mail and by pager",
  },
];
