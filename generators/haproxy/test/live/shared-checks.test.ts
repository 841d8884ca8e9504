import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openReloadLab } from "../../../../bench/reload-lab.ts";
import { describeWith } from "../../../../test/support/daemons.ts";

/** A second service with the same check of the same members as `www`. */
const other = (members: string, interval = "2s") => `  other:
    owner: web
    vip: {ipv4: 192.0.2.10}
    frontends: {http: {port: 81, protocol: http, backend: pages}}
    access: {from: [world]}
    balance: {by: haproxy, nodes: [lb1]}
    monitoring: {page: false}
    members: ${members}
    backends: {pages: {protocol: http, port: 8080, check: {type: http, path: /healthz, interval: ${interval}, timeout: 1900ms, rise: 2, fall: 3}}}
`;
const SICK = "10.1.8.11:8080";

describeWith(["haproxy", "ip", "namespaces"], "a check that backends share", () => {
  test("a shared check runs once, and commands for one backend do not affect the others", async () => {
    const lab = await openReloadLab("[web1, web2]");
    const states = async (server: string) => [await lab.stateOf(server), await lab.stateOf(server, "other.pages")];
    try {
      // The first check of each member is done.
      await lab.untilState("web2", /^UP/);
      await lab.deploy("[web1, web2]", other("[web1, web2, web3]"));
      await lab.reload();
      await delay(2500);
      await lab.act({ do: "asked" });
      await delay(8000);
      const { checked = {} } = await lab.act({ do: "asked" });
      expect(Object.keys(checked).sort()).toEqual([SICK, "10.1.8.12:8080", "10.1.8.13:8080"]);
      // Two backends with checks of their own would send twice as many.
      for (const count of Object.values(checked)) expect([3, 4, 5]).toContain(count);

      await lab.admin("set server www.web/web2 state drain", "set server other.pages/web3 state maint");
      expect(await states("web2")).toEqual(["DRAIN", "UP"]);
      expect(await states("web3")).toEqual(["", "MAINT"]);
      await lab.act({ do: "sick", member: SICK, sick: true });
      await lab.untilState("web1", /^DOWN/);
      expect(await states("web1")).toEqual(["DOWN", "DOWN"]);

      await lab.reload();
      expect(await states("web1")).toEqual(["DOWN", "DOWN"]);
      expect(await states("web2")).toEqual(["DRAIN", "UP"]);
      expect(await states("web3")).toEqual(["", "MAINT"]);

      await lab.act({ do: "sick", member: SICK, sick: false });
      await lab.untilState("web1", /^UP/);
      expect(await states("web1")).toEqual(["UP", "UP"]);
    } finally {
      lab.close();
    }
  });

  test("a member that is down stays down when a reload starts or stops sharing its check", async () => {
    const lab = await openReloadLab("[web1, web2]");
    try {
      await lab.act({ do: "sick", member: SICK, sick: true });
      await lab.untilState("web1", /^DOWN/);
      await lab.deploy("[web1, web2]", other("[web1, web3]"));
      await lab.reload();
      expect(await lab.stateOf("web1")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web1", "other.pages")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web3", "other.pages")).toMatch(/^UP/);
      // A different interval makes it a different check.
      await lab.deploy("[web1, web2]", other("[web1, web3]", "3s"));
      await lab.reload();
      expect(await lab.stateOf("web1")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web1", "other.pages")).toMatch(/^DOWN/);
      await lab.act({ do: "sick", member: SICK, sick: false });
      await lab.untilState("web1", /^UP/);
    } finally {
      lab.close();
    }
  });
});
