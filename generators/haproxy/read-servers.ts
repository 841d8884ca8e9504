import type { ServerState } from "../../src/contract/lab-daemon.ts";
import { present } from "../../src/contract/present.ts";
import { readPoolName } from "../../src/fleet/pool-name.ts";
import { askSocket, CHECK_ENABLED, CHECK_PAUSED, readTable, splitAnswers } from "./admin-socket.ts";

/** Command that lists all servers. */
export const SHOW_SERVERS: readonly string[] = askSocket(["show servers state"]);

/** `srv_check_result` of a check that failed; Management Guide 2.6, "show servers state". */
const FAILED = "2";

/** Servers that should take requests, from the output of `SHOW_SERVERS`. Operating state 0 is stopped. */
export function readServers(printed: string): ServerState[] {
  const [answer = ""] = splitAnswers(printed);
  return readTable(answer, " ").flatMap((row) => {
    // A server disabled by an operator or the catalog is not down because it is unhealthy.
    if (row.get("srv_admin_state") !== "0") return [];
    const isChecked = (Number(row.get("srv_check_state")) & (CHECK_ENABLED | CHECK_PAUSED)) === CHECK_ENABLED;
    const port = Number(row.get("srv_port"));
    const check = {
      port: Number(row.get("srv_check_port")) || port,
      hasFailed: row.get("srv_check_result") === FAILED,
    };
    const service = readPoolName(row.get("be_name") ?? "")?.service;
    return [
      {
        address: row.get("srv_addr") ?? "",
        port,
        isUp: row.get("srv_op_state") !== "0",
        isPending: isChecked && row.get("srv_check_result") === "0",
        ...present({ service, check: isChecked ? check : undefined }),
      },
    ];
  });
}
