import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

const RULESET = /^etc\/nftables\.d\/intentlb\.nft$/;

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "lookups",
    path: RULESET,
    block: /^(?:lookup |map |end of map |set vips_)/,
    about:
      "One lookup per packet in maps of what is open; each element in them has its causes. What no map has is dropped.",
    noticed: "compares whom the running firewall lets in",
  },
  {
    name: "sources",
    path: RULESET,
    block: /^(?:chain admit_|set from_)/,
    about:
      "A chain for each set of sources that something is open to, and the set itself. The elements of the maps that lead there have the causes.",
    noticed: "compares whom the running firewall lets in",
  },
  {
    name: "untracked",
    path: RULESET,
    block: /^(?:chain untracked_|set untracked_(?!vips_))/,
    about:
      "Datagrams of services without connections, such as DNS, are not tracked: a flood of them would fill the kernel's table.",
    noticed: "looks for them in the kernel's table",
  },
  {
    name: "path-mtu",
    path: RULESET,
    block: /^(?:errors |set untracked_vips_)/,
    about:
      "Errors about the path MTU of datagrams that are not tracked belong to no connection, and are let in by rule.",
  },
  {
    name: "loading",
    path: /^(?:etc\/systemd\/system\/|usr\/local\/sbin\/)/,
    about: "Loads the firewall before the network is up, checks it first, and goes back by itself if nobody confirms.",
  },
];
