import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { compileText } from "../../../../../test/support/compile-text.ts";

/** State (0 well, 1 warning, 2 critical, 3 unknown) and output of each service by `host!service`. */
export type States = Readonly<Record<string, readonly [state: number, output: string]>>;

/** What the monitoring host knows. */
export interface Sight {
  readonly services: States;
  /** Hosts and services, `host` and `host!service`, of which it is sure, and whether they are well. */
  readonly sure: Readonly<Record<string, boolean>>;
  /** Hosts and services that something else keeps from being reached. */
  readonly unreachable: readonly string[];
  /** Messages so far: who was told of what, and how. */
  readonly told: readonly string[];
}

/** A small fleet in namespaces that end with this process, however it ends. */
export interface IcingaLab {
  /** Makes servers ill, all others well, has Icinga ask everything, and gives what it found. */
  readonly ask: (ill: readonly string[]) => Promise<States>;
  /** Makes servers ill, all others well, and leaves Icinga to itself. */
  readonly make: (ill: readonly string[]) => Promise<Sight>;
  /** What comes of a script in Icinga's language on the monitoring host, which runs on meanwhile. */
  readonly run: (script: string) => Promise<unknown>;
  readonly close: () => void;
}

/**
 * Compiles the lab's catalog and starts Icinga on its files, as they stand.
 * @param pace how many times faster than written Icinga asks
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
    // Five packets, a second apart, would take longer than services are asked three times.
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
