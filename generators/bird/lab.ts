import { hasFile, type LabDaemon } from "../../src/contract/lab-daemon.ts";
import { CONFIG, hasExport, leak, RELOAD } from "./leak.ts";

const PID_FILE = "/run/bird/lab.pid";

/** Also runs on routers, from the files generated for their operators. */
export const lab: LabDaemon = {
  name: "bird",
  phase: "routing",
  programs: [
    { program: "bird", debian: "bird2" },
    { program: "birdc", debian: "bird2" },
  ],
  announces: true,
  bgp: { announces: hasExport, leak, reload: RELOAD, table: ["birdc", "-r", "show", "route"] },
  peerFolder: "etc/bird",
  runs: hasFile(CONFIG),
  folders: [{ path: "/run/bird", owner: "bird:bird", mode: "0775" }],
  start: () => [`bird -u bird -g bird -c /${CONFIG} -P ${PID_FILE}`],
  pidFile: PID_FILE,
};
