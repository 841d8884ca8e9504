import { expect, test } from "vitest";
import { measureReloads } from "../../../../bench/measure-reloads.ts";
import { openReloadLab } from "../../../../bench/reload-lab.ts";
import { describeWith } from "../../../../test/support/daemons.ts";

describeWith(["haproxy", "ip", "namespaces"], "a reload", () => {
  test("no request goes to a member that is down, drained or in maintenance, and none is lost", async () => {
    const { requests, ...figures } = await measureReloads(12, 20);
    expect(figures).toMatchObject({ reloads: 12, lost: [], toDead: 0, toDrained: 0, toOut: 0 });
    expect(requests).toBeGreaterThan(20);
  });

  test("changes in the catalog win; until then operators' commands hold", async () => {
    const lab = await openReloadLab("[web1, web2, web3, web4]");
    const row = async (server: string) => {
      const states = await lab.admin("show servers state www.web");
      const [address, , , weight, initial] = new RegExp(` ${server} (.*)`).exec(states)?.[1]?.split(" ") ?? [];
      return `${address}:${/ - (\d+) - /.exec(states.split(` ${server} `)[1] ?? "")?.[1]} ${weight}/${initial}`;
    };
    try {
      await lab.act({ do: "sick", member: "10.1.8.11:8080", sick: true });
      await lab.untilState("web1", /^DOWN/);
      await lab.admin(
        "set server www.web/web2 state drain",
        "set server www.web/web2 state maint",
        "set server www.web/web3 weight 7",
        "set server www.web/web3 addr 10.1.8.14 port 8081",
        "set server www.web/web4 weight 0",
      );
      await lab.reload();
      expect(await lab.stateOf("web1")).toMatch(/^DOWN/);
      expect(await lab.stateOf("web2")).toBe("MAINT");
      expect(await row("web3")).toBe("10.1.8.13:8080 100/100");
      expect(await row("web4")).toBe("10.1.8.14:8080 0/100");
      // On another port it is a new server of unknown health. An operator's command is about the member, wherever it is.
      await lab.deploy(
        "{web1: {port: 8081}, web2: {port: 8081}, web3: {weight: 30, state: maintenance}, web4: {state: draining}}",
      );
      await lab.reload();
      expect(await lab.stateOf("web1")).toMatch(/^UP/);
      expect(await lab.stateOf("web2")).toBe("MAINT");
      expect(await row("web2")).toBe("10.1.8.12:8081 100/100");
      expect(await lab.stateOf("web3")).toBe("MAINT");
      expect(await row("web4")).toBe("10.1.8.14:8080 0/0");
      // Operators override the catalog until a reload.
      await lab.admin("set server www.web/web3 state ready");
      await lab.reload();
      expect(await lab.stateOf("web3")).toBe("MAINT");
      await lab.deploy("{web1: {state: maintenance}, web2: {state: draining}, web3: {weight: 30}, web4: {}}");
      await lab.reload();
      expect(await lab.stateOf("web1")).toBe("MAINT");
      expect(await lab.stateOf("web2")).toMatch(/^UP/);
      expect(await row("web2")).toBe("10.1.8.12:8080 0/0");
      expect(await lab.stateOf("web3")).toMatch(/^UP/);
      expect(await row("web3")).toBe("10.1.8.13:8080 30/30");
      expect(await row("web4")).toBe("10.1.8.14:8080 100/100");
      await lab.deploy("[web2, web3]");
      await lab.reload();
      expect(await lab.stateOf("web2")).toMatch(/^UP/);
      expect(await lab.stateOf("web1")).toBe("");
    } finally {
      lab.close();
    }
  });

  test.each([
    ["/run is full", "mount -o remount,size=1M /run; dd if=/dev/zero of=/run/fill bs=4k 2>/dev/null || true"],
    [
      "the state file is garbage",
      "mkdir -p /run/intentlb-haproxy; head -c 9999 /dev/urandom > /run/intentlb-haproxy/servers.state",
    ],
    [
      "a folder lies where the file should",
      "mkdir -p /run/intentlb-haproxy/servers.state/x /run/intentlb-haproxy/servers.state.new/x",
    ],
  ])("HAProxy is reloaded when %s", async (_, script) => {
    const lab = await openReloadLab("[web1, web2]");
    try {
      await lab.act({ do: "run", script });
      await lab.reload();
      expect(await lab.stateOf("web2")).toMatch(/^UP/);
    } finally {
      lab.close();
    }
  });
});
