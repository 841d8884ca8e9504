import { checkMadeUp } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = async (folder, report) => {
  const messages = () => [{ kind: "incomplete", text: "too large for the kernel to try" } as const];
  await checkMadeUp("exit 1", folder, report, { judges: [{ name: "demo", daemon: { messages } }] });
};
