import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Compilation } from "../../src/pipeline.ts";

/** Namespaces are created as an ordinary user, because checking a catalog must not need root. */
const AS_PLAIN_USER =
  process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];

/** nft's errors for a node's ruleset; empty if it is valid. */
export function checkNftables(compilation: Compilation, node: string): string {
  const file = compilation.files.find((one) => one.path.endsWith(".nft") && one.node === node);
  if (file === undefined) throw new Error(`${node} has no ruleset`);
  return nftablesVerdict(file.blocks.flatMap((block) => block.lines).join("\n"));
}

/** nft's errors for a ruleset; empty if it is valid. */
export function nftablesVerdict(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-nft-"));
  try {
    chmodSync(folder, 0o755);
    const path = join(folder, "ruleset.nft");
    writeFileSync(path, `${text}\n`, { mode: 0o644 });
    const [program = "", ...args] = [...AS_PLAIN_USER, "unshare", "-rn", "nft", "-c", "-f", path];
    const { status, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      env: { PATH: `${process.env["PATH"]}:/usr/sbin` },
    });
    return status === 0 ? "" : stderr || `exit ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
