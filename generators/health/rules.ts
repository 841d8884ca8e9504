import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "haproxy-answers",
    path: /^etc\/intentlb\/health\.conf$/,
    block: /^check haproxy$/,
    about: "A load balancer holds no VIP while its HAProxy does not answer on its own socket.",
    noticed: "compares the checks of the running health daemon, and lets HAProxy hang",
  },
  {
    name: "anycast-kernel",
    path: /^etc\/sysctl\.d\//,
    about:
      "Kernel settings of nodes that hold VIPs: programs may listen on a VIP before the node holds it, no other interface answers ARP for it, and the path MTU is probed, because errors of routers may reach another node.",
    noticed: "compares the settings of the running kernel, and asks for VIPs by ARP",
  },
  {
    name: "program",
    path: /^usr\/local\/lib\/intentlb\//,
    about:
      "The health daemon: announces VIPs while their checks pass, withdraws them when they fail (docs/failover.md).",
  },
  {
    name: "unit",
    path: /^etc\/(?:systemd\/system|tmpfiles\.d)\//,
    about: "Starts the health daemon, with no more rights than it needs.",
  },
];
