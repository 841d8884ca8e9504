import { FIRST_CHECKS, hasFile, type LabDaemon, textOf } from "../../src/contract/lab-daemon.ts";
import { unitCommand } from "./unit-command.ts";

const UNIT = "etc/systemd/system/intentlb-health.service";
const PID_FILE = "/run/health.pid";

/** How its program is told to check more often what has not been up yet. */
const EARLY = "INTENTLB_HEALTH_FIRST_INTERVAL";

/** Restarted a second after it ended, as its unit tells systemd to; then its checks come as generated from the beginning. */
export const lab: LabDaemon = {
  name: "health",
  phase: "health",
  programs: [],
  announces: true,
  runs: hasFile(UNIT),
  folders: [],
  start: (files, isFirst) => [
    `sh -c '${isFirst ? `export ${EARLY}=${FIRST_CHECKS}; ` : ""}while :; do ${unitCommand(textOf(files, UNIT) ?? "")} & wait $!; unset ${EARLY}; sleep 1; done' >>/var/log/health.log 2>&1 &`,
    `echo $! >${PID_FILE}`,
  ],
  pidFile: PID_FILE,
};
