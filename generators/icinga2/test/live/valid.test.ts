import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { checkCompilation, withOtherLines } from "../../../../test/support/check-compilation.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith, programPath } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { cliEnvironment, PROGRAM } from "../../../../test/support/run-cli.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { print, quote } from "../../quote.ts";

const CASES = "generators/icinga2/cases";
const ICINGA = { daemons: ["icinga2"] };
const PLAIN_USER = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

describeWith(["icinga2", "openssl", "namespaces"], "Icinga accepts what is generated", () => {
  test("validation as an ordinary user has the same result", () => {
    const catalog = join(packageRoot, CASES, "anycast/catalog");
    const [command = "", ...args] = [
      ...PLAIN_USER,
      process.execPath,
      ...PROGRAM,
      "check",
      catalog,
      "--node",
      "mon1",
      "dns1",
    ];
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: cliEnvironment() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/checked by .*icinga2.*: no findings/);
  });

  test("a broken rule is reported at its line, once for all nodes", async () => {
    const compilation = compileText(readFolder(join(packageRoot, CASES, "anycast/catalog")));
    const broken = withOtherLines(compilation, (line) =>
      line.replace("accept_commands = true", "accept_comands = true"),
    );
    const { findings } = await checkCompilation(broken, ICINGA);
    expect(findings.join("\n")).toContain("accept_comands");
  });

  test("Icinga returns any string unchanged", () => {
    const hostile = [
      '"',
      "\\",
      '\\"',
      "$HOME$",
      "$",
      "a\nb",
      "\t\u0001\u007f9",
      "{{{ x }}}",
      "// x",
      "/* x",
      "\u0024{x}",
      "é\u202e😀",
      "\\n",
    ];
    const texts = [...hostile, ...fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), 300)].filter(
      (text) => !/[\u0000\p{Surrogate}]/u.test(text),
    );
    // As the bytes of JSON, so that the log's own formatting has no influence.
    const lines = [
      ...texts.map((text, index) => `log("${index}:" + Json.encode(${quote(text)}))`),
      `log("keys:" + Json.encode(${print(Object.fromEntries(texts.map((text) => [`k${text}`, 1])))}))`,
    ];
    const said = runIcinga(lines.join("\n"));
    const heard = new Map(
      [...said.matchAll(/config: (\w+):(.*)$/gm)].map(([, key, json]) => [key, JSON.parse(json ?? "")]),
    );
    expect(texts.map((_, index) => heard.get(String(index)))).toEqual(texts);
    expect(new Set(Object.keys(heard.get("keys")))).toEqual(new Set(texts.map((text) => `k${text}`)));
  });

  test("what Icinga's strings cannot contain is rejected", () => {
    for (const text of ["a\0b", "\ud800"]) expect(() => quote(text)).toThrow("cannot stand");
  });
});

/** Icinga's output when it reads a file. */
function runIcinga(text: string): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, "test.conf"), `${text}\n`);
  const places = ["CacheDir", "DataDir", "LogDir", "InitRunDir", "SpoolDir"].flatMap((place) => [
    "-D",
    `Configuration.${place}=${folder}`,
  ]);
  const users = ["User", "Group"].flatMap((who, index) => [
    "-D",
    `Configuration.RunAs${who}=${spawnSync("id", [index === 0 ? "-un" : "-gn"], { encoding: "utf8" }).stdout.trim()}`,
  ]);
  const args = ["daemon", "-C", "-c", join(folder, "test.conf"), ...places, ...users];
  const { status, stdout, stderr } = spawnSync(programPath("icinga2") ?? "icinga2", args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect({ status, said: status === 0 ? "" : `${stdout}${stderr}` }).toEqual({ status: 0, said: "" });
  return stdout;
}
