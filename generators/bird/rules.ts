import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "sets-of-routes",
    path: /bird\.conf$/,
    block: /^(?:define|end of) (?:'routes:|[A-Z]+[46]$)/,
    about:
      "Beginning and end of a set of prefixes; each prefix in it has its causes. Filters take nothing that is not in such a set.",
    noticed: "lets nodes and reflectors announce what is not theirs",
  },
  {
    name: "interfaces",
    path: /^etc\/systemd\/network\//,
    block: /^\[(?:NetDev|Match|Network)\]$/,
    about:
      "A dummy interface without a link of its own for VIPs (anycast0), and one for addresses under test (health0).",
    noticed: "finds the VIPs announced from them",
  },
];
