import { describe, expect, test } from "vitest";
import { answerDns, answerNtp } from "../../src/lab/members/datagrams.ts";
import { planListeners } from "../../src/lab/members/plan-listeners.ts";
import { readProxyHeader } from "../../src/lab/members/proxy-header.ts";
import { readFolder } from "../support/read-folder.ts";
import { labInput } from "./campus-lab.ts";

describe("PROXY headers", () => {
  const start = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
  const ipv4 = Buffer.concat([
    start,
    Buffer.from("2111000c", "hex"),
    Buffer.from([203, 0, 113, 9, 192, 0, 2, 1, 1, 2, 1, 187]),
  ]);
  const ipv6 = Buffer.concat([
    start,
    Buffer.from("21210024", "hex"),
    Buffer.from("20010db8000000000000000000000009".padEnd(72, "0"), "hex"),
  ]);

  test.each([
    ["version 2", ipv4, { length: 28, client: "203.0.113.9" }],
    ["version 2, IPv6", ipv6, { length: 52, client: "2001:db8::9" }],
    ["of a check", Buffer.concat([start, Buffer.from("20000000", "hex")]), { length: 16 }],
    [
      "version 1",
      Buffer.from("PROXY TCP4 203.0.113.9 192.0.2.1 1024 443\r\nrest"),
      { length: 43, client: "203.0.113.9" },
    ],
    ["unknown", Buffer.from("PROXY UNKNOWN\r\n"), { length: 15 }],
  ])("%s", (_, bytes, wanted) => {
    expect(readProxyHeader(bytes)).toEqual(wanted);
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from("more")]))).toEqual(wanted);
    for (let length = 0; length < wanted.length; length++)
      expect(readProxyHeader(bytes.subarray(0, length))).toBe("more");
  });

  test.each([["GET / HTTP/1.1\r\n"], ["PROXIED by nobody"], [`PROXY ${"x".repeat(200)}`]])("none in %j", (text) => {
    expect(readProxyHeader(Buffer.from(text))).toBe("none");
  });
});

test("answers DNS with its name, and ignores garbage", () => {
  const query = Buffer.from(`abcd0100000100000000000007${Buffer.from("example").toString("hex")}0000100001`, "hex");
  const answer = answerDns("dns1", query);
  expect(answer.subarray(0, 2).toString("hex")).toBe("abcd");
  expect(answer.readUInt16BE(6)).toBe(1);
  expect(answer.subarray(-5).toString()).toBe("\u0004dns1");
  expect(answerDns("dns1", Buffer.from("short"))).toHaveLength(0);
});

test("answers NTP with the given time, and returns the client's timestamp", () => {
  const query = Buffer.alloc(48, 7);
  const answer = answerNtp("ntp1", query, Date.UTC(2026, 0, 1));
  expect(answer.readUInt32BE(40) - 2_208_988_800).toBe(Date.UTC(2026, 0, 1) / 1000);
  expect(answer.subarray(24, 32)).toEqual(query.subarray(40, 48));
});

describe("servers of campus", () => {
  const { fleet, claims } = labInput(readFolder("examples/campus"));
  const listeners = planListeners({ fleet, claims });
  const at = (machine: string) =>
    listeners
      .filter((listener) => listener.machine === machine)
      .map(({ port, transport, proxy, tls, speech }) =>
        [port, transport, ...(proxy ? ["proxy"] : []), ...(tls ? ["tls"] : []), speech].join(" "),
      );

  test("use the protocols of their backends and checks", () => {
    expect(at("moodle1")).toEqual(["443 tcp tls http"]);
    const played = (machine: string) => listeners.filter((each) => each.machine === machine).map((each) => each.played);
    expect(played("moodle1")).toEqual([true]);
    // Apache serves the sites; stubs serve what is not generated.
    expect(at("web2")).toEqual(["8080 tcp http", "8081 tcp http"]);
    expect(played("web2")).toEqual([false, true]);
    expect(at("api1")).toEqual(["8080 tcp http", "8443 tcp proxy tls echo"]);
    expect(at("ldap-primary")).toEqual(["389 tcp ldap", "636 tcp tls echo"]);
    expect(at("mail1")).toEqual([
      "10465 tcp proxy tls echo",
      "10587 tcp proxy smtp",
      "465 tcp tls echo",
      "587 tcp smtp",
      "993 tcp tls echo",
    ]);
  });

  test("carry the VIP of services without a load balancer", () => {
    expect(at("kdc1")).toEqual(["88 tcp echo", "88 udp echo", "88 tcp echo", "88 udp echo"]);
    expect(at("dns2")).toEqual(["53 tcp dns", "53 udp dns", "53 tcp dns", "53 udp dns"]);
    expect(listeners.filter(({ machine }) => machine === "kdc1").map(({ address }) => address)).toEqual([
      "192.0.2.88",
      "192.0.2.88",
      "2001:db8:53::88",
      "2001:db8:53::88",
    ]);
  });
});
