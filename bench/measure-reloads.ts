import { openReloadLab, VIP } from "./reload-lab.ts";

/** What happened while HAProxy was reloaded. */
export interface ReloadFigures {
  readonly reloads: number;
  readonly seconds: number;
  readonly requests: number;
  /** What went wrong with each request that did not get 200. */
  readonly lost: readonly string[];
  readonly toDead: number;
  readonly toDrained: number;
  /** To a member that an operator disabled. */
  readonly toOut: number;
}

/**
 * Reloads repeatedly under load: of four members one is known to be down, an operator drained one and disabled another,
 * so one is left for everything.
 * @param rate requests per second
 */
export async function measureReloads(reloads: number, rate: number): Promise<ReloadFigures> {
  const lab = await openReloadLab("[web1, web2, web3, web4]");
  try {
    await lab.act({ do: "sick", member: "10.1.8.11:8080", sick: true });
    await lab.untilState("web1", /^DOWN/);
    await lab.admin("set server www.web/web2 state drain", "set server www.web/web3 state maint");
    await lab.act({ do: "asked" });
    const began = performance.now();
    await lab.act({ do: "load", to: VIP, rate });
    for (let reload = 0; reload < reloads; reload++) await lab.reload();
    const { load } = await lab.act({ do: "end" });
    const seconds = (performance.now() - began) / 1000;
    const { asked = {} } = await lab.act({ do: "asked" });
    const to = (address: string) => asked[`${address}:8080`] ?? 0;
    return {
      ...{ reloads, seconds, requests: load?.requests ?? 0, lost: load?.lost ?? ["nothing ran"] },
      ...{ toDead: to("10.1.8.11"), toDrained: to("10.1.8.12"), toOut: to("10.1.8.13") },
    };
  } finally {
    lab.close();
  }
}
