import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkToPlugin, PLUGIN_FOLDER } from "../../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../../src/checks/vocabulary.ts";
import type { CheckQuestion } from "../../../src/contract/check-spec.ts";
import { FAMILIES } from "../../../src/contract/fleet.ts";
import { describeWith } from "../../support/daemons.ts";
import { type LoopbackServers, startServers } from "../../support/live/loopback-servers.ts";
import { makeKeyPair, withFolder } from "../../support/live/with-folder.ts";

const SITE = { path: "/health?deep=1", host: "www.uni.example" };
const OK = 0;
const WARNING = 1;
const CRITICAL = 2;

/** A check, the loopback server, whether it uses TLS, and the plugin's exit status. */
type Case = readonly [question: CheckQuestion, server: string, tls: boolean, want: number];

const CASES: readonly Case[] = [
  [{ type: "tcp" }, "tcp", false, OK],
  [{ type: "tcp" }, "closed", false, CRITICAL],
  [{ type: "tls", host: "asked.uni.example" }, "tls", true, OK],
  [{ type: "tls" }, "http", true, CRITICAL],
  [{ type: "http", ...SITE }, "http", false, OK],
  [{ type: "http" }, "http", false, CRITICAL],
  [{ type: "http", path: "/404" }, "http", false, CRITICAL],
  [{ type: "http", path: "/404", status: [{ first: 200, last: 200 }] }, "http", false, CRITICAL],
  [{ type: "http", path: "/404", status: [{ first: 400, last: 404 }] }, "http", false, OK],
  [{ type: "http", path: "/302" }, "http", false, OK],
  [{ type: "http", path: "/302", status: [{ first: 200, last: 299 }] }, "http", false, CRITICAL],
  [{ type: "http", ...SITE, body: `it's "well" \\ # $HOME %[x]` }, "http", false, OK],
  [{ type: "http", ...SITE, body: "is ill" }, "http", false, CRITICAL],
  [{ type: "http", ...SITE }, "https", true, OK],
  [{ type: "https", ...SITE }, "https", true, OK],
  [{ type: "https", ...SITE }, "http", true, CRITICAL],
  [{ type: "ldap" }, "ldap", false, OK],
  [{ type: "ldap", base: "dc=uni,dc=example" }, "ldap", false, OK],
  [{ type: "ldap" }, "closed", false, CRITICAL],
  [{ type: "smtp" }, "smtp", false, OK],
  // The plugin's own status for a wrong greeting.
  [{ type: "smtp" }, "smtp-refusing", false, WARNING],
  [{ type: "smtp" }, "closed", false, CRITICAL],
  [{ type: "imap" }, "imap", false, OK],
  [{ type: "imap" }, "imaps", true, OK],
  [{ type: "imap" }, "wrong", false, CRITICAL],
  [{ type: "redis" }, "redis", false, OK],
  [{ type: "redis" }, "wrong", false, CRITICAL],
  [{ type: "ssh" }, "ssh", false, OK],
  [{ type: "ssh" }, "closed", false, CRITICAL],
];

describeWith(["plugins", "openssl"], "checks of the Monitoring Plugins", () => {
  let servers: LoopbackServers;

  beforeAll(async () => {
    servers = await withFolder(async (folder) => startServers(makeKeyPair(folder)));
  });
  afterAll(() => servers.close());

  test.each(FAMILIES)("every verdict is correct over %s", async (family) => {
    const address = family === "ipv4" ? "127.0.0.1" : "::1";
    const ends = await Promise.all(
      CASES.map(async ([question, server, tls, want]) => {
        const port = servers.ports[server] ?? 0;
        // check_ssh has no timing.
        const timeLimits = question.type === "ssh" ? {} : { warn: 7000, critical: 7500 };
        const made = checkToPlugin(question, { address, family, port, tls, timeout: 8000, ...timeLimits });
        if ("cannot" in made) throw new Error(made.cannot);
        const end = await run(made.ok.argv);
        return { question, server, want, ...end };
      }),
    );
    expect(ends.filter((end) => end.status !== end.want)).toEqual([]);
    expect(servers.serverNames).toContain("asked.uni.example");
  });

  test("Debian has the plugins in the vocabulary", () => {
    const named = Object.values(CHECK_VOCABULARY).flatMap(({ plugin }) => plugin ?? []);
    expect(named.filter((plugin) => !existsSync(`${PLUGIN_FOLDER}/${plugin}`))).toEqual([]);
  });
});

function run([program = "", ...args]: readonly string[]): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        said += String(data);
      });
    }
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, said }));
  });
}
