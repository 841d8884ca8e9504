import { checkMadeUp } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

/** A line from the catalog, a line of intentlb's own, and an output without a line number. */
export const provoke: Provoke = async (folder, report) => {
  const said = (line: number): string => `echo "demo: /etc/demo/demo.conf:${line} unknown word" >&2; exit 1`;
  await checkMadeUp(said(2), folder, report);
  await checkMadeUp(said(3), folder, report);
  await checkMadeUp("echo nothing works today; exit 3", folder, report);
};
