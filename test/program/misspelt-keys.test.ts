import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

/** Keys of the campus example, where each first occurs in a file. */
const KEYS = [
  ["fleet.yaml", "management"],
  ["fleet.yaml", "blocked"],
  ["fleet.yaml", "email"],
  ["fleet.yaml", "certificates"],
  ["fleet.yaml", "timeouts"],
  ["profiles.yaml", "extends"],
  ["profiles.yaml", "access"],
  ["profiles.yaml", "min_version"],
  ["profiles.yaml", "status"],
  ["nodes/infrastructure.yaml", "roles"],
  ["nodes/infrastructure.yaml", "managed"],
  ["nodes/servers.yaml", "addresses"],
  ["nodes/servers.yaml", "nftables"],
  ["services/web.yaml", "hostnames"],
  ["services/web.yaml", "routes"],
  ["services/web.yaml", "keep_path"],
  ["services/directory.yaml", "backup"],
  ["services/directory.yaml", "from_nodes"],
  ["services/moodle.yaml", "requests_per_source"],
  ["services/api.yaml", "client_certificates"],
] as const;

test.each(KEYS)("%s: a misspelt %s is reported, and nothing is written", (file, key) => {
  inTemporaryFolder({}, (folder) => {
    const catalog = join(folder, "campus");
    cpSync(join(packageRoot, "examples/campus"), catalog, { recursive: true });
    const text = readFileSync(join(catalog, file), "utf8");
    const before = new RegExp(`^(?:[^#\\n]*[\\s{])?(?=${key}:)`, "m").exec(text);
    if (before === null) throw new Error(`${file} has no ${key}`);
    const at = before.index + before[0].length;
    // Drops the last letter.
    const wrong = key.slice(0, -1);
    writeFileSync(join(catalog, file), text.slice(0, at) + wrong + text.slice(at + key.length));
    const line = text.slice(0, at).split("\n").length;
    const { status, stderr } = runCli(["build", "campus"], { cwd: folder });
    expect(stderr).toContain(`campus/${file}:${line}:`);
    expect(stderr).toContain(`did you mean \`${key}\`?`);
    expect({ status, written: existsSync(join(folder, "out")) }).toEqual({ status: 1, written: false });
  });
});
