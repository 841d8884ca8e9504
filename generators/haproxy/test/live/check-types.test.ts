import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { CheckSpec, CheckType } from "../../../../src/contract/check-spec.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type LoopbackServers, startServers } from "../../../../test/support/live/loopback-servers.ts";
import { judge, verdicts, withHaproxy } from "../../../../test/support/live/run-haproxy.ts";
import { makeKeyPair, withFolder } from "../../../../test/support/live/with-folder.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { checkToHaproxy } from "../../backend/check-to-haproxy.ts";

/** A check of one of the loopback servers, and HAProxy's verdict: status of the member and of its check. */
interface Case {
  readonly server: string;
  readonly check: Partial<CheckSpec> & { type: CheckType };
  readonly want: RegExp;
  /** Traffic to the member: other words of its server line. */
  readonly traffic?: "tls" | "proxy";
  /** The check uses this server's port, while the member's own is that of `server`. */
  readonly portOf?: string;
}

const SITE = { path: "/health?deep=1", host: "www.uni.example" };
const UP = /^UP L[467]OK$/;
const DOWN = /^DOWN L[467]/;

const CASES: readonly Case[] = [
  { server: "tcp", check: { type: "tcp" }, want: /^UP L4OK$/ },
  { server: "closed", check: { type: "tcp" }, want: DOWN },
  { server: "tls", check: { type: "tls", host: "asked.uni.example" }, want: /^UP L6OK$/ },
  { server: "http", check: { type: "tls" }, want: DOWN },
  { server: "http", check: { type: "http", ...SITE }, want: /^UP L7OK$/ },
  { server: "http", check: { type: "http", ...SITE, host: "other.uni.example" }, want: /^DOWN L7STS$/ },
  { server: "http", check: { type: "http" }, want: /^DOWN L7STS$/ },
  { server: "http", check: { type: "http", path: "/404" }, want: /^DOWN L7STS$/ },
  { server: "http", check: { type: "http", path: "/404", status: [{ first: 404, last: 404 }] }, want: UP },
  { server: "http", check: { type: "http", path: "/320", status: [{ first: 200, last: 204 }] }, want: DOWN },
  { server: "http", check: { type: "http", ...SITE, body: `it's "well" \\ # $HOME %[x]` }, want: UP },
  { server: "http", check: { type: "http", ...SITE, body: "is ill" }, want: /^DOWN L7RSP$/ },
  { server: "http", check: { type: "http", path: "/500", body: "well" }, want: /^DOWN L7STS$/ },
  { server: "wrong", check: { type: "http" }, want: DOWN },
  { server: "https", check: { type: "https", ...SITE }, want: UP },
  { server: "https", check: { type: "https", ...SITE }, traffic: "tls", want: UP },
  { server: "http", check: { type: "https", ...SITE }, want: DOWN },
  { server: "https", check: { type: "http", ...SITE }, traffic: "tls", portOf: "http", want: UP },
  { server: "ldap", check: { type: "ldap" }, want: UP },
  { server: "ldaps", check: { type: "ldap" }, traffic: "tls", want: UP },
  { server: "ldaps", check: { type: "ldap" }, want: DOWN },
  { server: "wrong", check: { type: "ldap" }, want: DOWN },
  { server: "smtp", check: { type: "smtp" }, want: UP },
  { server: "wrong", check: { type: "smtp" }, want: DOWN },
  { server: "proxied", check: { type: "smtp" }, traffic: "proxy", want: UP },
  { server: "proxied", check: { type: "smtp" }, want: DOWN },
  { server: "proxied", check: { type: "smtp" }, traffic: "proxy", portOf: "smtp", want: UP },
  { server: "imap", check: { type: "imap" }, want: UP },
  { server: "imaps", check: { type: "imap" }, traffic: "tls", want: UP },
  { server: "wrong", check: { type: "imap" }, want: DOWN },
  { server: "redis", check: { type: "redis" }, want: UP },
  { server: "wrong", check: { type: "redis" }, want: DOWN },
  { server: "ssh", check: { type: "ssh" }, want: UP },
  { server: "wrong", check: { type: "ssh" }, want: DOWN },
  { server: "mqtt", check: { type: "mqtt" }, want: UP },
  { server: "mqtt-login", check: { type: "mqtt" }, want: UP },
  { server: "mqtt-unavailable", check: { type: "mqtt" }, want: DOWN },
  { server: "mysql", check: { type: "mysql" }, want: UP },
  { server: "mysql", check: { type: "mysql", user: "healthcheck" }, want: UP },
  { server: "wrong", check: { type: "mysql" }, want: DOWN },
  { server: "postgresql", check: { type: "postgresql", user: "healthcheck" }, want: UP },
  { server: "wrong", check: { type: "postgresql", user: "healthcheck" }, want: DOWN },
];

describeWith(["haproxy", "openssl"], "checks of HAProxy", () => {
  let servers: LoopbackServers;

  beforeAll(async () => {
    servers = await withFolder(async (folder) => startServers(makeKeyPair(folder)));
  });
  afterAll(() => servers.close());

  test("every verdict is correct", async () => {
    await withFolder(async (folder) => {
      const config = [...preamble(folder), ...CASES.flatMap((one, index) => backend(one, index, servers.ports))].join(
        "\n",
      );
      expect(judge(folder, `${config}\n`)).toBe("");
      await withHaproxy(folder, `${config}\n`, async () => {
        const found = await verdicts(folder);
        const wrong = CASES.map((one, index) => ({ ...one, found: found[`case-${index}`] })).filter(
          (one) => !one.want.test(one.found ?? ""),
        );
        expect(wrong).toEqual([]);
        expect(servers.serverNames).toContain("asked.uni.example");
        // Members log a reset connection, and one without any data.
        const inOrder = ["tls", "ssh", "imap", "imaps", "mqtt"];
        await vi.waitUntil(() => inOrder.every((name) => (servers.ends[name]?.ended ?? 0) > 2), PATIENCE);
        expect(inOrder.filter((name) => servers.ends[name]?.reset !== 0)).toEqual([]);
        expect(servers.ends["tcp"]?.ended).toBe(0);
      });
    });
  });
});

function preamble(folder: string): string[] {
  return [
    "global",
    `  stats socket ${join(folder, "admin")}`,
    "defaults",
    "  timeout connect 1s",
    "  timeout client 1s",
    "  timeout server 1s",
  ];
}

function backend(one: Case, index: number, ports: Readonly<Record<string, number>>): string[] {
  const made = checkToHaproxy({
    check: {
      ...{ interval: 400, timeout: 3000, rise: 1, fall: 1, ...one.check },
      ...(one.portOf === undefined ? {} : { port: ports[one.portOf] ?? 0 }),
    },
    proxy: one.traffic === "proxy",
    ...(one.traffic === "tls" ? { tls: {} } : {}),
  });
  if ("cannot" in made) throw new Error(made.cannot);
  const traffic = { none: "", tls: "ssl verify none", proxy: "send-proxy" }[one.traffic ?? "none"];
  return [
    `backend case-${index}`,
    `  mode ${one.check.type.startsWith("http") ? "http" : "tcp"}`,
    ...made.ok.backend.map((line) => `  ${line}`),
    `  server member 127.0.0.1:${ports[one.server]} ${traffic} ${made.ok.server.join(" ")}`,
  ];
}
