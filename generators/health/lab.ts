import { hasFile, type LabDaemon, textOf } from "../../src/contract/lab-daemon.ts";
import { unitCommand } from "./unit-command.ts";

const UNIT = "etc/systemd/system/intentlb-health.service";
const PID_FILE = "/run/health.pid";

/** Restarted a second after it ended, as its unit tells systemd to. */
export const lab: LabDaemon = {
  name: "health",
  phase: "health",
  programs: [],
  announces: true,
  runs: hasFile(UNIT),
  folders: [],
  start: (files) => [
    `sh -c 'while :; do ${unitCommand(textOf(files, UNIT) ?? "")} & wait $!; sleep 1; done' >>/var/log/health.log 2>&1 &`,
    `echo $! >${PID_FILE}`,
  ],
  pidFile: PID_FILE,
};
