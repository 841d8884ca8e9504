import { checkMadeUp } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

/** One sleeps, one dies, one has no permission. */
export const provoke: Provoke = async (folder, report) => {
  await checkMadeUp("sleep 60", folder, report, { timeout: 1000 });
  await checkMadeUp("kill -SEGV $$", folder, report);
  const messages = () => [{ kind: "unable", text: "it may not look at the network" } as const];
  await checkMadeUp("exit 1", folder, report, { judges: [{ name: "demo", daemon: { messages } }] });
};
