import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";

/** Clears what load balancers counted about clients, for limits. */
export async function forgetCounts(lab: Lab): Promise<void> {
  await Promise.all(
    lab.plan.machines.flatMap(({ name }) => {
      const files = lab.files(name);
      return daemonsOf(files).flatMap((daemon) => {
        const command = daemon.forget?.(files);
        return command === undefined ? [] : [lab.exec(name, command)];
      });
    }),
  );
}
