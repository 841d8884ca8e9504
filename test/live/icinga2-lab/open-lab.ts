import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { compileText } from "../../support/compile-text.ts";

/** State (0 well, 1 warning, 2 critical, 3 unknown) and output of each service by `host!service`. */
export type States = Readonly<Record<string, readonly [state: number, output: string]>>;

/** A small fleet in namespaces that end with this process, however it ends. */
export interface IcingaLab {
  /** Makes servers ill, all others well, has Icinga ask everything, and gives what it found. */
  readonly ask: (ill: readonly string[]) => Promise<States>;
  readonly close: () => void;
}

/** Compiles the lab's catalog and starts Icinga on its files, as they stand. */
export function openIcingaLab(): IcingaLab {
  const { files, fleet } = compileText({
    "catalog.yaml": readFileSync(join(import.meta.dirname, "catalog.yaml"), "utf8"),
  });
  const root = mkdtempSync(join(tmpdir(), "intentlb-icinga2-"));
  for (const file of files.filter(({ daemon }) => daemon === "icinga2")) {
    const path = join(root, file.node, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join(""), {
      mode: file.mode,
    });
  }
  const addresses = [...(fleet?.nodes.values() ?? []), ...(fleet?.services.values() ?? [])].flatMap((thing) =>
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
  return {
    ask: async (ill) => {
      lab.stdin.write(`${JSON.stringify(ill)}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error(`the lab ended: ${said}`);
      return JSON.parse(value);
    },
    close: () => {
      lab.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
    },
  };
}
