import type { ServerState } from "../../contract/lab-daemon.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";

/** The servers of a load balancer, as it sees them now. */
export interface BalancerServers {
  readonly balancer: string;
  readonly servers: readonly ServerState[];
}

/** Asks all load balancers of the lab, or some, for their servers. */
export function balancerServers(
  lab: Lab,
  isMeant: (machine: string) => boolean = () => true,
): Promise<BalancerServers[]> {
  return Promise.all(
    lab.plan.machines
      .filter(({ name }) => isMeant(name))
      .flatMap(({ name }) =>
        daemonsOf(lab.files(name)).flatMap(({ servers }) =>
          servers === undefined
            ? []
            : [lab.exec(name, servers.show).then(({ stdout }) => ({ balancer: name, servers: servers.read(stdout) }))],
        ),
      ),
  );
}
