import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OutputFile } from "../../../../src/contract/block.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { nftables } from "../../index.ts";
import { type Loader, type Machine, openMachine } from "./machine.ts";

/** Cuts the file off after each of its lines, runs `check`, and prints how often it rejected the file. */
const CUT = `
cd /etc/nftables.d && mv intentlb.nft whole && refused=0
lines=$(wc -l <whole)
for count in $(seq 0 $((lines - 1))); do
  head -n $count whole >intentlb.nft
  intentlb-firewall check 2>&1 | grep -q "is incomplete" && refused=$((refused + 1))
done
echo $refused`;

// `intentlb-firewall` on a machine of its own: the previous rules admit port 1, and rules for port 2 are loaded.
describeWith(["nft", "namespaces"], "loading a firewall", () => {
  const program = emittedProgram();
  let machine: Machine;

  beforeEach(async () => {
    machine = await openMachine(program);
    machine.ship(rules(1));
    expect(machine.firewall("load", "--now").code).toBe(0);
    machine.ship(rules(2));
  });

  afterEach(() => machine.close());

  test("--now: loaded at once, nothing to confirm or roll back", () => {
    expect(machine.firewall("status")).toMatchObject({ code: 1, text: expect.stringContaining("has changed since") });
    const [command = "", ...args] = nftables.daemon.reload.argv;
    expect(machine.run(command, ...args).code).toBe(0);
    expect(running()).toBe(2);
    expect(machine.firewall("status").code).toBe(0);
    for (const word of ["confirm", "rollback"]) {
      const text = expect.stringContaining("nothing awaits confirmation");
      expect(machine.firewall(word)).toMatchObject({ code: 1, text });
    }
    expect(running()).toBe(2);
  });

  test("check changes nothing, and rejects what nft rejects", () => {
    expect(machine.firewall("check")).toEqual({ code: 0, text: "" });
    machine.ship(rules(2).replace("accept", "acept"));
    expect(machine.firewall("check")).toMatchObject({ code: 1, text: expect.stringContaining("acept") });
    expect(running()).toBe(1);
  });

  test("rules that nft rejects change nothing, however they are loaded", () => {
    machine.ship(rules(2).replace("accept", "acept"));
    for (const how of [["--now"], ["--wait", "1"]]) {
      const text = expect.stringContaining("nothing was changed");
      expect(machine.firewall("load", ...how)).toMatchObject({ code: 1, text });
      expect(running()).toBe(1);
    }
    expect(machine.firewall("confirm").code).toBe(1);
  });

  test("rules that are confirmed in time stay", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    expect(running()).toBe(2);
    expect(machine.firewall("status")).toMatchObject({ code: 1, text: expect.stringContaining("awaits confirmation") });
    expect(machine.firewall("confirm").code).toBe(0);
    expect(await loader.ended).toMatchObject({ code: 0, text: expect.not.stringContaining("rolled back") });
    // It ends after the watcher of the load, so nothing is left that could roll back.
    expect(running()).toBe(2);
    expect(machine.firewall("status").code).toBe(0);
  });

  test("rules that are not confirmed are rolled back", async () => {
    const loader = await machine.start("load", "--wait", "1");
    expect(await loader.ended).toMatchObject({ code: 1, text: expect.stringMatching(/^loaded;.*\n.*rolled back/) });
    expect(running()).toBe(1);
    expect(machine.firewall("status")).toMatchObject({ code: 1, text: expect.stringContaining("was rolled back") });
  });

  test("a rollback takes effect at once", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    expect(machine.firewall("rollback").code).toBe(0);
    expect(running()).toBe(1);
    expect((await loader.ended).code).toBe(1);
  });

  test("Ctrl-C rolls back at once", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    process.kill(-loader.pid, "SIGINT");
    expect((await loader.ended).code).toBe(1);
    expect(running()).toBe(1);
  });

  test.each(["SIGHUP", "SIGTERM", "SIGKILL"] as const)(
    "a session that dies by %s does not prevent the rollback",
    async (signal) => {
      const loader = await machine.start("load", "--wait", "3");
      await loader.loaded;
      await watcherOf(loader);
      process.kill(-loader.pid, signal);
      await loader.ended;
      await vi.waitUntil(() => running() === 1, PATIENCE);
      expect(machine.firewall("confirm").code).toBe(1);
    },
  );

  test("after a session died, another one can confirm", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    const watcher = await watcherOf(loader);
    process.kill(-loader.pid, "SIGHUP");
    expect(machine.firewall("confirm").code).toBe(0);
    await vi.waitUntil(() => !existsSync(`/proc/${watcher}`), PATIENCE);
    expect(running()).toBe(2);
  });

  test("if the watcher of a load is killed, the load is rolled back", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    process.kill(await watcherOf(loader), "SIGKILL");
    expect(await loader.ended).toMatchObject({
      code: 1,
      text: expect.stringContaining("watcher of this load was killed"),
    });
    expect(running()).toBe(1);
  });

  test("if both are killed, the next load first restores the previous rules", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    const watcher = await watcherOf(loader);
    process.kill(-loader.pid, "SIGKILL");
    await loader.ended;
    process.kill(watcher, "SIGKILL");
    expect(machine.firewall("load", "--wait", "1").text).toContain("rolled back");
    expect(running()).toBe(1);
  });

  test("nothing else is loaded while one load awaits confirmation", async () => {
    const loader = await machine.start("load", "--wait", "30");
    await loader.loaded;
    machine.ship(rules(3));
    for (const how of [["--now"], ["--wait", "1"]]) {
      const text = expect.stringContaining("another load awaits");
      expect(machine.firewall("load", ...how)).toMatchObject({ code: 1, text });
    }
    expect(running()).toBe(2);
    machine.firewall("rollback");
    await loader.ended;
    expect(machine.firewall("load", "--now").code).toBe(0);
    expect(running()).toBe(3);
  });

  test("rules that were flushed meanwhile cannot be confirmed: the previous rules return", async () => {
    const loader = await machine.start("load", "--wait", "300");
    await loader.loaded;
    machine.run("nft", "flush", "ruleset");
    expect(machine.firewall("confirm")).toMatchObject({ code: 1, text: expect.stringContaining("were flushed") });
    expect(running()).toBe(1);
    expect(await loader.ended).toMatchObject({ code: 1, text: expect.stringContaining("rolled back") });
    expect(machine.firewall("status").code).toBe(1);
  });

  test("rules flushed by Debian's service return with our unit, whatever was shipped meanwhile", async () => {
    const loader = await machine.start("load", "--wait", "300");
    await loader.loaded;
    machine.ship(rules(3).replace("accept", "acept"));
    machine.run("nft", "flush", "ruleset");
    expect(machine.firewall("load", "--wait", "1").code).toBe(1);
    const awaiting = expect.stringContaining("await");
    expect(machine.firewall("load", "--now")).toMatchObject({ code: 0, text: awaiting });
    expect(running()).toBe(2);
    expect(machine.firewall("load", "--now")).toMatchObject({ code: 1, text: awaiting });
    expect(machine.firewall("status")).toMatchObject({ code: 1, text: awaiting });
    expect(machine.firewall("confirm").code).toBe(0);
    expect((await loader.ended).code).toBe(0);
    expect(running()).toBe(2);
  });

  test("if nothing was loaded before, a rollback leaves nothing; other tables stay", async () => {
    machine.run("nft", "delete", "table", "inet", "intentlb");
    machine.run("nft", "add", "table", "ip", "foreign");
    expect(machine.firewall("load", "--wait", "1").code).toBe(1);
    expect(machine.run("nft", "list", "tables").text).toBe("table ip foreign\n");
    expect(machine.firewall("status")).toMatchObject({ code: 1, text: expect.stringContaining("not loaded") });
  });

  test("a rollback restores a generated ruleset exactly", () => {
    machine.ship(golden("shared-vip", "lb1"));
    machine.firewall("load", "--now");
    const before = machine.run("nft", "-s", "list", "ruleset").text;
    expect(before).toContain("map services_ipv4");
    machine.ship(golden("anycast", "dns1"));
    expect(machine.firewall("load", "--wait", "1").code).toBe(1);
    expect(machine.run("nft", "-s", "list", "ruleset").text).toBe(before);
  });

  test("a file that is empty or cut off at any line is rejected, and the running rules stay", () => {
    const lines = golden("single-family", "kdc1").split("\n").slice(0, -1);
    machine.ship(`${lines.join("\n")}\n`);
    expect(machine.firewall("check")).toEqual({ code: 0, text: "" });
    expect(machine.run("sh", "-c", CUT)).toEqual({ code: 0, text: `${lines.length}\n` });
    for (const cut of ["", "\n", lines.join("\n").slice(0, -1)]) {
      machine.ship(cut);
      for (const args of [["load", "--now"], ["load", "--wait", "1"], ["status"]]) {
        const text = expect.stringContaining("is incomplete");
        expect(machine.firewall(...args), args.join(" ")).toMatchObject({ code: 1, text });
      }
      expect(running()).toBe(1);
    }
  });

  test.each([
    [
      "policy drop",
      "inet",
      ["chain c { type filter hook input priority 10; policy drop; }"],
      "hook input, policy drop",
    ],
    [
      "of one family",
      "ip6",
      ["chain c { type filter hook forward priority 0; policy drop; }"],
      "hook forward, policy drop",
    ],
    [
      "at the first hook, before ours",
      "netdev",
      ["chain c { type filter hook ingress device eth9 priority 0; policy drop; }"],
      "ingress",
    ],
    [
      "before ours",
      "ip",
      ["chain c { type filter hook prerouting priority raw; policy drop; }"],
      "prerouting, policy drop",
    ],
    [
      "of outgoing packets",
      "inet",
      ["chain c { type filter hook output priority 0; policy drop; }"],
      "output, policy drop",
    ],
    [
      "a last rule that drops",
      "inet",
      [
        "chain c { type filter hook input priority 9; }",
        "rule c tcp dport 22 accept",
        'rule c counter log prefix "no: " level info drop comment "rest"',
      ],
      "hook input, last rule drop",
    ],
    [
      "a last rule that rejects",
      "inet",
      ["chain c { type filter hook input priority 9; }", "rule c counter reject with icmpx admin-prohibited"],
      "last rule reject with icmpx admin-prohibited",
    ],
    [
      "ports published by DNAT",
      "ip",
      ["chain c", "rule c tcp dport 8088 dnat to 10.9.0.2:80", "rule c tcp dport 8089 dnat to 10.9.0.2:80"],
      "rules: 2, first: tcp dport 8088 dnat to 10.9.0.2:80",
    ],
  ])("warns about other tables that block or open ports: %s", (_, family, things, told) => {
    machine.run("ip", "link", "add", "eth9", "type", "bridge");
    addTable(family, things);
    const text = expect.stringMatching(`intentlb-firewall: warning: table ${family} theirs.*${told}`);
    expect(machine.firewall("load", "--now")).toMatchObject({ code: 0, text });
    expect(machine.firewall("status")).toMatchObject({ code: 0, text });
  });

  test("the warning comes before a load is confirmed, too", () => {
    addTable("inet", ["chain c { type filter hook input priority 10; policy drop; }"]);
    expect(machine.firewall("load", "--wait", "1").text).toContain("warning: table inet theirs");
  });

  test("no warning about other tables that do neither", () => {
    addTable("inet", [
      "chain c { type filter hook input priority 5; policy accept; }",
      'rule c tcp dport 22 drop comment "drop"',
      'rule c log prefix "dnat to drop"',
      "chain unused",
      "rule unused drop",
      "chain dnat-none",
      "rule c jump dnat-none",
    ]);
    expect(machine.firewall("load", "--now")).toMatchObject({ code: 0, text: expect.not.stringContaining("warning") });
    expect(machine.firewall("status")).toMatchObject({ code: 0, text: expect.not.stringContaining("warning") });
  });

  test("unknown arguments are rejected", () => {
    for (const args of [[], ["flush"], ["load", "--wait"], ["load", "now"], ["confirm", "all"]]) {
      expect(machine.firewall(...args).code, args.join(" ")).toBe(2);
    }
    for (const seconds of ["0", "-1", "1s", "", "99999", "1;reboot"]) {
      expect(machine.firewall("load", "--wait", seconds), seconds).toMatchObject({ code: 1 });
    }
    expect(running()).toBe(1);
  });

  /** @param things chains and rules, `chain NAME …` and `rule CHAIN …` */
  function addTable(family: string, things: readonly string[]): void {
    const commands = things.map((each) => each.replace(/^(chain|rule) /, `add $1 ${family} theirs `));
    for (const command of [`add table ${family} theirs`, ...commands]) {
      expect(machine.run("nft", command)).toEqual({ code: 0, text: "" });
    }
  }

  /** The port that is open in the running rules. */
  function running(): number {
    return Number(/dport (\d+) accept/.exec(machine.run("nft", "list", "table", "inet", "intentlb").text)?.[1]);
  }
});

function emittedProgram(): OutputFile {
  const catalog = readFolder(join(packageRoot, "generators/nftables/cases/anycast/catalog"));
  const file = compileText(catalog).files.find(({ path }) => path.endsWith("/intentlb-firewall"));
  if (file === undefined) throw new Error("no program is emitted");
  return file;
}

function rules(port: number): string {
  return `table inet intentlb\ndelete table inet intentlb\ntable inet intentlb {\n\tchain input {\n\t\ttcp dport ${port} accept\n\t}\n}\n# end of the rules\n`;
}

function golden(name: string, node: string): string {
  const folder = join(packageRoot, "generators/nftables/cases", name, "expected", node);
  return readFileSync(join(folder, "etc/nftables.d/intentlb.nft"), "utf8");
}

/** The process that watches a load, once it exists: the loader's child that runs the same program. */
function watcherOf({ pid }: Loader): Promise<number> {
  return vi.waitFor(() => {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
    const watcher = children.find((child) => commandOf(child).includes("\0watch\0"));
    if (watcher === undefined) throw new Error("nobody watches over the load");
    return watcher;
  }, PATIENCE);
}

/** The loader has other children, too, but they end soon. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
