import { compareText } from "../../src/contract/compare-text.ts";
import type { Generator } from "../../src/contract/generator.ts";
import { emitFiles, PROGRAM_PATH, RULES_PATH } from "./emit-files.ts";
import { readMessages } from "./read-messages.ts";
import { RULES } from "./rules.ts";

export const nftables: Generator = {
  name: "nftables",
  description: "The firewall of every managed node, generated from the claims of all generators",
  codes: {},
  rules: RULES,

  appliesTo: (node) => node.managed && node.state !== "planned" && node.spec.emit?.nftables !== false,
  ownFiles: ["/etc/nftables.d", "/etc/systemd/system/intentlb-nftables.service", "/usr/local/sbin/intentlb-firewall"],

  // The firewall makes no promises of its own: it enforces those of others.
  claims: () => [],

  emit: ({ fleet }, claims) => {
    const nodes = [...fleet.nodes.values()].filter(nftables.appliesTo);
    return emitFiles(
      fleet,
      nodes.sort((a, b) => compareText(a.name, b.name)),
      claims,
    );
  },

  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    validate: () => ({ argv: ["nft", "-c", "-f", `/${RULES_PATH}`] }),
    messages: readMessages,
    ownNetwork: true,
    // Permanently: a pipeline has nobody to confirm. It refuses while a trial load awaits its confirmation.
    reload: { argv: [`/${PROGRAM_PATH}`, "load", "--now"] },
  },
};
