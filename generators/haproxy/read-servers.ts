import type { ServerState } from "../../src/contract/lab-daemon.ts";
import { askSocket, CHECK_ENABLED, CHECK_PAUSED, readTable, splitAnswers } from "./admin-socket.ts";

/** Command that lists all servers. */
export const SHOW_SERVERS: readonly string[] = askSocket(["show servers state"]);

/** Servers that should take requests, from the output of `SHOW_SERVERS`. Operating state 0 is stopped. */
export function readServers(printed: string): ServerState[] {
  const [answer = ""] = splitAnswers(printed);
  return readTable(answer, " ").flatMap((row) => {
    // A server disabled by an operator or the catalog is not down because it is unhealthy.
    if (row.get("srv_admin_state") !== "0") return [];
    const isChecked = (Number(row.get("srv_check_state")) & (CHECK_ENABLED | CHECK_PAUSED)) === CHECK_ENABLED;
    return [
      {
        address: row.get("srv_addr") ?? "",
        port: Number(row.get("srv_port")),
        isUp: row.get("srv_op_state") !== "0",
        isPending: isChecked && row.get("srv_check_result") === "0",
      },
    ];
  });
}
