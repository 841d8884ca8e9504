import { describe, expect, test } from "vitest";
import { CHECK_VOCABULARY } from "../../../src/checks/vocabulary.ts";
import type { CheckSpec, CheckType } from "../../../src/contract/check-spec.ts";
import { checkToHaproxy, type HaproxyCheckInput } from "../backend/check-to-haproxy.ts";

const RHYTHM = { interval: 5000, timeout: 1500, rise: 2, fall: 3 };
const SERVER = "check inter 5s rise 2 fall 3";

function lines(
  check: Partial<CheckSpec> & { type: CheckType },
  rest: Partial<HaproxyCheckInput> = {},
): string[] | string {
  const made = checkToHaproxy({ check: { ...RHYTHM, ...check }, proxy: false, ...rest });
  return "cannot" in made ? made.cannot : [...made.ok.backend, `server ${made.ok.server.join(" ")}`];
}

test.each<[given: Parameters<typeof lines>, want: string[]]>([
  [[{ type: "tcp" }], ["option tcp-check", "timeout check 1500ms", `server ${SERVER}`]],
  [
    [{ type: "tls" }, { hostname: "www.uni.example" }],
    [
      "option tcp-check",
      "tcp-check connect default linger",
      "timeout check 1500ms",
      `server ${SERVER} check-ssl check-sni www.uni.example verify none`,
    ],
  ],
  [
    [{ type: "http" }],
    [
      "option httpchk",
      "http-check send meth GET uri / ver HTTP/1.0",
      "http-check expect status 200-399",
      "timeout check 1500ms",
      `server ${SERVER}`,
    ],
  ],
  [
    [
      {
        type: "http",
        path: "/healthz?a=(1)",
        host: "www.uni.example",
        status: [
          { first: 200, last: 204 },
          { first: 301, last: 301 },
        ],
        body: "it's # well",
        port: 8081,
      },
      { hostname: "other.uni.example", proxy: true },
    ],
    [
      "option httpchk",
      "http-check send meth GET uri '/healthz?a=(1)' ver HTTP/1.1 hdr Host www.uni.example",
      "http-check expect status 200-204,301",
      "http-check expect string 'it'\\''s # well'",
      "timeout check 1500ms",
      "server check port 8081 inter 5s rise 2 fall 3",
    ],
  ],
  [
    [{ type: "https" }, { tls: { serverName: "moodle.uni.example" }, proxy: true }],
    [
      "option httpchk",
      "http-check send meth GET uri / ver HTTP/1.0",
      "http-check expect status 200-399",
      "timeout check 1500ms",
      `server ${SERVER} check-ssl check-sni moodle.uni.example check-send-proxy`,
    ],
  ],
  [[{ type: "ldap" }], ["option ldap-check", "timeout check 1500ms", `server ${SERVER}`]],
  [
    [{ type: "smtp", timeout: 3000 }, { proxy: true }],
    ["option smtpchk EHLO localhost", "timeout check 3s", `server ${SERVER} check-send-proxy`],
  ],
  [
    [{ type: "redis" }, { tls: {} }],
    ["option redis-check", "timeout check 1500ms", `server ${SERVER} check-ssl`],
  ],
  [
    [{ type: "redis", port: 6380 }, { tls: {} }],
    ["option redis-check", "timeout check 1500ms", "server check port 6380 inter 5s rise 2 fall 3"],
  ],
  [[{ type: "mysql" }], ["option mysql-check", "timeout check 1500ms", `server ${SERVER}`]],
  [
    [{ type: "postgresql", user: "healthcheck" }],
    ["option pgsql-check user healthcheck", "timeout check 1500ms", `server ${SERVER}`],
  ],
])("%j", (given, want) => {
  expect(lines(...given)).toEqual(want);
});

describe("a check that HAProxy cannot run is reported, not weakened", () => {
  test.each<[given: Parameters<typeof lines>, want: string]>([
    [[{ type: "dns", query: "uni.example" }], "HAProxy cannot run a check of type dns"],
    [[{ type: "ntp" }], "HAProxy cannot run a check of type ntp"],
    [[{ type: "radius" }], "HAProxy cannot run a check of type radius"],
    [[{ type: "kerberos" }], "HAProxy cannot run a check of type kerberos"],
    [[{ type: "command", command: ["/usr/local/lib/checks/a"] }], "it runs no programs"],
    [[{ type: "ldap", base: "dc=uni,dc=example" }], "but not search"],
    [[{ type: "postgresql" }], "without a `user`"],
    [[{ type: "http" }, { tls: {} }], "speaks no TLS, but the members do"],
    [[{ type: "tcp" }, { tls: {} }], "speaks no TLS, but the members do"],
    [[{ type: "http", body: "a\nserver evil 192.0.2.1:80" }], "control character"],
    [[{ type: "http", host: "a\r\nX: y" }], "control character"],
    [[{ type: "tls", host: "a\n" }], "control character"],
    [[{ type: "tcp", interval: 30 * 86_400_000 }], "no time above 24 days"],
  ])("%j", (given, want) => {
    expect(lines(...given)).toContain(want);
    expect(lines(...given)).toBeTypeOf("string");
  });

  test.each(Object.entries(CHECK_VOCABULARY))("the vocabulary is correct about %s", (type, entry) => {
    const made = lines({ type: type as CheckType, user: "healthcheck" });
    expect(typeof made === "object").toBe(entry.haproxy);
  });
});
