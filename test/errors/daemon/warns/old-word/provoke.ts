import { checkMadeUp } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = async (folder, report) => {
  await checkMadeUp('echo "/etc/demo/demo.conf:2:3: warning: this word is old"', folder, report);
};
