import type { LoneService } from "../../contract/lone-service.ts";

/** Whether to check it: a retired service keeps its name and address reserved, and nothing else matters. */
export function isChecked(service: LoneService): boolean {
  return service.state !== "retired";
}
