import { hasFile, type LabDaemon } from "../../contract/lab-daemon.ts";

const RULES = "etc/nftables.d/intentlb.nft";

/** No process: the kernel holds the rules. */
export const nftables: LabDaemon = {
  name: "nftables",
  runs: hasFile(RULES),
  folders: [],
  start: () => [`nft -f /${RULES}`],
};
