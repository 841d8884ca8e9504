import type { HaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";

/** States of members in a load balancer's statistics: `UP`, `DOWN`, `MAINT`, `DRAIN` … by `backend/server`. */
export async function memberStates(lab: HaproxyLab, to: string, from: string): Promise<Record<string, string>> {
  const { body } = await lab.request({ to, from, port: 8404, host: "statistics", target: "/;csv" });
  const [head = "", ...rows] = body.replace(/^# /, "").trim().split("\n");
  const names = head.split(",");
  const states: Record<string, string> = {};
  for (const row of rows) {
    const cells = row.split(",");
    const cell = (name: string): string => cells[names.indexOf(name)] ?? "";
    if (!["FRONTEND", "BACKEND"].includes(cell("svname"))) {
      states[`${cell("pxname")}/${cell("svname")}`] = cell("status");
    }
  }
  return states;
}
