import { hasFile, type LabDaemon } from "../../src/contract/lab-daemon.ts";

const RULES = "etc/nftables.d/intentlb.nft";

/** No process: the rules are in the kernel. */
export const lab: LabDaemon = {
  name: "nftables",
  phase: "firewall",
  programs: [{ program: "nft", debian: "nftables" }],
  runs: hasFile(RULES),
  folders: [],
  start: () => [`nft -f /${RULES}`],
};
