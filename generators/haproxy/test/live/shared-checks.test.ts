import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openReloadLab } from "../../../../bench/reload-lab.ts";
import { describeWith } from "../../../../test/support/daemons.ts";

/** A second service that asks members what `www` asks them. */
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

describeWith(["haproxy", "ip", "namespaces"], "a check that backends have in common", () => {
  test("is asked once, and what an operator says of one backend leaves the others alone", async () => {
    const lab = await openReloadLab("[web1, web2]");
    const states = async (server: string) => [await lab.stateOf(server), await lab.stateOf(server, "other.pages")];
    try {
      // The first check of each is over.
      await lab.untilState("web2", /^UP/);
      await lab.deploy("[web1, web2]", other("[web1, web2, web3]"));
      await lab.reload();
      await delay(2500);
      await lab.act({ do: "asked" });
      await delay(8000);
      const { checked = {} } = await lab.act({ do: "asked" });
      expect(Object.keys(checked).sort()).toEqual([SICK, "10.1.8.12:8080", "10.1.8.13:8080"]);
      // Twice as many would come of two backends that ask by themselves.
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

  test("who is down stays down over the reload that begins or ends to share it", async () => {
    const lab = await openReloadLab("[web1, web2]");
    try {
      await lab.act({ do: "sick", member: SICK, sick: true });
      await lab.untilState("web1", /^DOWN/);
      await lab.deploy("[web1, web2]", other("[web1, web3]"));
      await lab.reload();
      expect(await lab.stateOf("web1")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web1", "other.pages")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web3", "other.pages")).toMatch(/^UP/);
      // Another interval is another check.
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
