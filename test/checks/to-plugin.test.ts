import { describe, expect, test } from "vitest";
import { checkToPlugin, type PluginTarget } from "../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../src/checks/vocabulary.ts";
import type { CheckQuestion, CheckType } from "../../src/contract/check-spec.ts";

const TARGET: PluginTarget = { address: "192.0.2.10", family: "ipv4", port: 8080, tls: false, timeout: 2500 };

function line(question: CheckQuestion, rest: Partial<PluginTarget> = {}): string {
  const made = checkToPlugin(question, { ...TARGET, ...rest });
  if ("cannot" in made) return `cannot: ${made.cannot}`;
  return made.ok.argv.map((word) => (/^[A-Za-z0-9_.:/+=,-]+$/.test(word) ? word : `'${word}'`)).join(" ");
}

const FOLDER = "/usr/lib/nagios/plugins";

test.each<[CheckQuestion, Partial<PluginTarget>, string]>([
  [{ type: "tcp" }, { warn: 500, critical: 2000 }, "check_tcp -H 192.0.2.10 -4 -p 8080 -w 0.5 -c 2 -t 3"],
  [{ type: "tcp", port: 88 }, {}, "check_tcp -H 192.0.2.10 -4 -p 88 -t 3"],
  [
    { type: "tls" },
    { address: "2001:db8::10", family: "ipv6", hostname: "www.uni.example" },
    "check_tcp -H 2001:db8::10 -6 -p 8080 -S --sni=www.uni.example -t 3",
  ],
  [
    { type: "http", path: "/healthz", status: [{ first: 200, last: 200 }], body: "Log in" },
    { hostname: "www.uni.example" },
    "check_http -I 192.0.2.10 -4 -p 8080 -H www.uni.example -u /healthz -e 'HTTP/1.0 200,HTTP/1.1 200' -s 'Log in' -t 3",
  ],
  [
    { type: "http", host: "asked.uni.example" },
    { tls: true, hostname: "www.uni.example", timeout: 1 },
    "check_http -I 192.0.2.10 -4 -p 8080 -H asked.uni.example -S --sni -u / -e 'HTTP/1.0 2,HTTP/1.1 2,HTTP/1.0 3,HTTP/1.1 3' -t 1",
  ],
  [
    { type: "https" },
    {},
    "check_http -I 192.0.2.10 -4 -p 8080 -S -u / -e 'HTTP/1.0 2,HTTP/1.1 2,HTTP/1.0 3,HTTP/1.1 3' -t 3",
  ],
  [{ type: "ldap" }, { port: 389 }, "check_ldap -H 192.0.2.10 -4 -p 389 -3 -b '' -t 3"],
  [{ type: "ldap", base: "dc=uni,dc=example" }, {}, "check_ldap -H 192.0.2.10 -4 -p 8080 -3 -b dc=uni,dc=example -t 3"],
  [{ type: "smtp" }, { port: 25 }, "check_smtp -H 192.0.2.10 -4 -p 25 -t 3"],
  [{ type: "imap" }, { tls: true }, "check_imap -H 192.0.2.10 -4 -p 8080 -S -M crit -t 3"],
  [{ type: "redis" }, {}, "check_tcp -H 192.0.2.10 -4 -p 8080 -E -s 'PING\\r\\n' -e +PONG -M crit -t 3"],
  [{ type: "mysql" }, {}, "check_mysql -H 192.0.2.10 -P 8080 -n"],
  [{ type: "mysql", user: "healthcheck" }, {}, "check_mysql -H 192.0.2.10 -P 8080 -u healthcheck"],
  [
    { type: "postgresql", user: "healthcheck" },
    {},
    "check_pgsql -H 192.0.2.10 -P 8080 -l healthcheck -d template1 -t 3",
  ],
  [{ type: "dns", query: "uni.example" }, { port: 53 }, "check_dig -H 192.0.2.10 -4 -p 53 -l uni.example -T A -t 3"],
  [{ type: "ntp" }, { port: 123 }, "check_ntp_time -H 192.0.2.10 -4 -p 123 -w 0.5 -c 1 -t 3"],
  [{ type: "ssh" }, { port: 22 }, "check_ssh -H 192.0.2.10 -4 -p 22 -t 3"],
])("%j at %j", (question, target, want) => {
  expect(line(question, target)).toBe(`${FOLDER}/${want}`);
});

test("a command is run unchanged", () => {
  expect(checkToPlugin({ type: "command", command: ["/usr/local/lib/checks/kdc", "a b"] }, TARGET)).toEqual({
    ok: { argv: ["/usr/local/lib/checks/kdc", "a b"] },
  });
});

describe("a check that no plugin can run is reported, not weakened", () => {
  const everySecond = Array.from({ length: 250 }, (_, index) => ({ first: 100 + 2 * index, last: 100 + 2 * index }));
  test.each<[CheckQuestion, Partial<PluginTarget>, string]>([
    [{ type: "radius" }, {}, "no Monitoring Plugin supports a check of type radius"],
    [{ type: "kerberos" }, {}, "no Monitoring Plugin supports a check of type kerberos"],
    [{ type: "mqtt" }, {}, "no Monitoring Plugin supports a check of type mqtt"],
    [{ type: "ldap" }, { tls: true }, "against the IP address"],
    [{ type: "smtp" }, { tls: true }, "STARTTLS"],
    [{ type: "mysql" }, { tls: true }, "does not support implicit TLS"],
    [{ type: "mysql" }, { warn: 1 }, "does not measure"],
    [{ type: "postgresql", user: "healthcheck" }, { tls: true }, "does not support implicit TLS"],
    [{ type: "postgresql" }, {}, "needs a `user`"],
    [{ type: "ntp" }, { critical: 1 }, "measures the clock"],
    [{ type: "ssh" }, { warn: 1 }, "does not measure"],
    [{ type: "dns" }, {}, "needs a `query`"],
    [{ type: "dns", query: "a +noall" }, {}, "cannot query this name"],
    [{ type: "dns", query: "-x" }, {}, "cannot query this name"],
    [{ type: "command" }, {}, "needs a `command`"],
    [{ type: "http", body: "x".repeat(1001) }, {}, "cannot take so long a body"],
    [{ type: "http", status: everySecond }, {}, "cannot take so many status codes"],
    [{ type: "http", status: [] }, {}, "accepts no status code at all"],
  ])("%j at %j", (question, target, want) => {
    expect(line(question, target)).toMatch(/^cannot: /);
    expect(line(question, target)).toContain(want);
  });

  test.each(Object.entries(CHECK_VOCABULARY))("the vocabulary is correct about %s", (type, entry) => {
    const question = { type: type as CheckType, user: "healthcheck", query: "uni.example" };
    const want = entry.plugin === undefined ? /^cannot: / : new RegExp(`^${FOLDER}/${entry.plugin} `);
    expect(line(question)).toMatch(want);
  });
});
