import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { compileText } from "../../../../../test/support/compile-text.ts";

/** State (0 OK, 1 warning, 2 critical, 3 unknown) and output of each service by `host!service`. */
export type States = Readonly<Record<string, readonly [state: number, output: string]>>;

/** The state of the monitoring host. */
export interface Sight {
  readonly services: States;
  /** Hosts and services (`host`, `host!service`) in a hard state, and whether they are healthy. */
  readonly sure: Readonly<Record<string, boolean>>;
  /** Hosts and services that are unreachable because of a dependency. */
  readonly unreachable: readonly string[];
  /** Notifications so far: recipient, subject and channel. */
  readonly told: readonly string[];
}

/** A small fleet in network namespaces that end with this process, however it ends. */
export interface IcingaLab {
  /** Breaks these servers, repairs all others, lets Icinga run every check, and returns the results. */
  readonly ask: (ill: readonly string[]) => Promise<States>;
  /** Breaks these servers, repairs all others, and lets Icinga run on its own schedule. */
  readonly make: (ill: readonly string[]) => Promise<Sight>;
  /** The result of a script in Icinga's language on the running monitoring host. */
  readonly run: (script: string) => Promise<unknown>;
  readonly close: () => void;
}

/**
 * Compiles the lab's catalog and starts Icinga on the unchanged files.
 * @param pace how many times faster than configured Icinga runs checks
 */
export function openIcingaLab(pace = 1): IcingaLab {
  const { files, fleet } = compileText({
    "catalog.yaml": readFileSync(join(import.meta.dirname, "catalog.yaml"), "utf8"),
  });
  if (fleet === undefined || files.length === 0) throw new Error("the lab's catalog has errors");
  const root = mkdtempSync(join(tmpdir(), "intentlb-icinga2-"));
  for (const file of files.filter(({ daemon }) => daemon === "icinga2")) {
    const path = join(root, file.node, file.path);
    mkdirSync(dirname(path), { recursive: true });
    const text = file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
    // Five packets, one second apart, would take longer than three checks of a service.
    const paced = text
      .replace(/_interval = (\d+[ms])$/gm, `_interval = $1 / ${pace}`)
      .replace('template Host "intentlb" {', `$&\n  vars.ping_packets = ${pace === 1 ? 5 : 1}`);
    writeFileSync(path, paced, { mode: file.mode });
  }
  const nodes = [...fleet.nodes.values()].filter(({ state }) => state !== "offline");
  const addresses = [...nodes, ...fleet.services.values()].flatMap((thing) =>
    "addresses" in thing ? (thing.addresses.ipv4?.address ?? []) : (thing.vip.ipv4 ?? []),
  );
  const inside = join(import.meta.dirname, "inside.mjs");
  const script = [
    join(import.meta.dirname, "start.sh"),
    root,
    process.execPath,
    inside,
    [...new Set(addresses)].join(" "),
  ];
  const lab = spawn("unshare", ["-rnm", "--pid", "--fork", "--kill-child", "sh", ...script], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  lab.stderr.setEncoding("utf8").on("data", (text) => {
    said = `${said}${text}`.slice(-2000);
  });
  const answers = createInterface({ input: lab.stdout })[Symbol.asyncIterator]();
  const put = async (order: object) => {
    lab.stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`the lab ended: ${said}`);
    return JSON.parse(value);
  };
  return {
    ask: async (ill) => (await put({ ill, ask: true })).services,
    make: (ill) => put({ ill, ask: false }),
    run: async (script) => (await put({ script })).result,
    close: () => {
      lab.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
    },
  };
}
