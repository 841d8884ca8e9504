import type { Service } from "../../contract/fleet.ts";

/** Whether to check it: a retired service keeps its name and address reserved, and nothing else matters. */
export function isChecked(service: Service): boolean {
  return service.state !== "retired";
}
