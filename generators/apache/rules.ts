import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "unknown-host",
    path: /zz-intentlb\.conf$/,
    block: /^nothing /,
    about: "Unknown host names get 421 on every port, instead of the first site by accident.",
    noticed: "asks for a host name that nobody has",
  },
  {
    name: "log-formats",
    path: /zz-intentlb\.conf$/,
    block: /^log format /,
    about: "Apache's own formats, with the client's address in place of the load balancer's; those that the sites use.",
    noticed: "reads the access log of each site",
  },
  {
    name: "modules",
    path: /mods-enabled\//,
    about: "Modules that the sites of the node need, as a2enmod enables them.",
    noticed: "asks each site for what its modules do",
  },
];
