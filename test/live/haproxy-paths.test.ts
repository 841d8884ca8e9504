import { afterAll, beforeAll, expect, test } from "vitest";
import { normalizePath } from "../../src/lint/paths.ts";
import { describeWith } from "../support/daemons.ts";
import { CAMPUS, openWebsites, VIP, VPN, type Websites, WORLD } from "./haproxy-websites-lab.ts";

describeWith(["haproxy", "openssl", "ip", "namespaces"], "paths of websites on a running HAProxy", () => {
  let lab: Websites["lab"];
  let https: Websites["https"];
  let http: Websites["http"];

  beforeAll(async () => {
    ({ lab, https, http } = await openWebsites());
  });

  afterAll(() => lab.close());

  test.each([
    ["/lab", "10.1.8.12:8081"],
    ["/lab/", "10.1.8.12:8081"],
    ["/lab/x?y=1", "10.1.8.12:8081"],
    ["/%6cab", "10.1.8.12:8081"],
    ["/x/../lab", "10.1.8.12:8081"],
    ["/lab;x=1", "10.1.8.12:8081"],
    ["/laboratory", ":8080"],
    ["/x/lab", ":8080"],
    ["/?/lab", ":8080"],
  ])("path %s leads to %s", async (target, member) => {
    const { status, body } = await https({ host: "physics.uni.example", target });
    expect(status).toBe(200);
    expect(JSON.parse(body).member).toContain(member);
  });

  test("a restricted route is closed to strangers in every spelling", async () => {
    const spellings = [
      ...["/intern", "/intern/", "/intern?x", "/intern/deep", "/%69ntern/", "/%49ntern/../intern/", "//intern/"],
      ...[
        "/./intern/",
        "/x/../intern/",
        "/x/%2e%2e/intern",
        "/..//intern",
        "/x//../intern/y",
        "/intern;x=1/",
        "/%2e/intern",
      ],
      ...["http://physics.uni.example/%69ntern", "/intern/lab", "/intern/lab/.."],
    ];
    for (const target of spellings) {
      expect((await https({ host: "physics.uni.example", target })).status, target).toBe(403);
      const inside = await https({ host: "physics.uni.example", target, from: VPN });
      expect(inside.status, `${target} from inside`).toBe(200);
    }
  });

  test("what stands in a restricted route is not spelled out otherwise", async () => {
    const status = async (target: string, from: string) =>
      (await https({ host: "physics.uni.example", target, from })).status;
    expect(await status("/@staff/x", WORLD)).toBe(403);
    expect(await status("/@staff/x", CAMPUS)).toBe(200);
    for (const target of ["/%40staff/x", "/%24odd(1),x", "/$odd(1)%2Cx"]) {
      expect(await status(target, CAMPUS), target).toBe(400);
    }
  });

  test("nothing leads past the rules: no CONNECT, no upgrade but to WebSocket", async () => {
    const connect = "CONNECT www.uni.example:443 HTTP/1.1\r\nHost: www.uni.example:443\r\n\r\n";
    const { text } = await lab.send({
      from: WORLD,
      to: VIP,
      port: 443,
      tls: { servername: "www.uni.example" },
      text: connect,
    });
    expect(text).toMatch(/^HTTP\/1\.1 405 /);
    const upgraded = async (wanted: string): Promise<string | undefined> => {
      const headers = {
        Connection: "Upgrade, HTTP2-Settings",
        Upgrade: wanted,
        "HTTP2-Settings": "AAMAAABkAAQAAP__",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      };
      return JSON.parse((await https({ host: "www.uni.example", headers })).body).headers.upgrade;
    };
    for (const wanted of ["h2c", "H2C, tls/1.0", "websocket2"]) expect(await upgraded(wanted), wanted).toBeUndefined();
    for (const wanted of ["websocket", "WebSocket", "h2c, websocket"]) {
      expect(await upgraded(wanted), wanted).toBe("websocket");
    }
  });

  test("what members may read in two ways is refused outright", async () => {
    for (const target of [
      "/intern%2fx",
      "/x%2F..%2Fintern",
      "/x/..;/intern",
      "/;x/intern",
      "/x%5cintern",
      "/\\intern",
      "/x/.;/y",
    ]) {
      expect((await https({ host: "physics.uni.example", target })).status, target).toBe(400);
      expect((await https({ host: "www.uni.example", target })).status, `${target} elsewhere`).toBe(200);
    }
  });

  test.each(["/international/", "/internal", "/Intern", "/x/intern"])("%s is another path", async (target) => {
    expect((await https({ host: "physics.uni.example", target })).status).toBe(200);
  });

  test("what was compared is what the member gets, and paths without meaning are left alone", async () => {
    const compared = await https({ host: "physics.uni.example", target: "/a/./b//c/%7ed" });
    expect(JSON.parse(compared.body).url).toBe("/a/b/c/~d");
    const alone = await https({ host: "www.uni.example", target: "/a/./b//c/%7ed" });
    expect(JSON.parse(alone.body).url).toBe("/a/./b//c/%7ed");
  });

  test.each([
    ...[
      "/%7ea",
      "/%62",
      "/a%20b",
      "/a%25b",
      "/%41%5a%2D%5f",
      "/a//b",
      "//a",
      "/a/",
      "/a//",
      "/./a",
      "/a/.",
      "/a/./",
      "/.",
    ],
    ...[
      "/x/../a",
      "/a/..",
      "/a/b/..",
      "/a/b/../",
      "/..",
      "/../a",
      "/a/../../b",
      "/a//../b",
      "/%2e%2e/a",
      "/...",
      "/a/.b",
    ],
    ...["/a;x=1", "/a;x/b", "/"],
  ])("lint reads path %s as HAProxy does", async (target) => {
    const { body } = await https({ host: "physics.uni.example", target });
    expect(normalizePath(target)).toBe(JSON.parse(body).url);
  });

  test.each([
    ["http", "www.uni.example:80", "/a?b=%20c", 301, "https://www.uni.example/a?b=%20c"],
    ["http", "physik.uni.example", "/", 301, "https://physik.uni.example/"],
    ["https", "physik.uni.example", "/a?b", 301, "https://physics.uni.example/a?b"],
    ["https", "physics.uni.example", "/alt", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/./%61lt;x", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/alt/more?x", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/alt/kept", 308, "https://archive.uni.example/new"],
    ["https", "physics.uni.example", "/alt/kept/a/b?c=d", 308, "https://archive.uni.example/new/a/b?c=d"],
    ["https", "physics.uni.example", "/alt/kept;@evil.example", 308, "https://archive.uni.example/new"],
    ["https", "physics.uni.example", "/moved/a?b", 302, "/a?b"],
    ["https", "physics.uni.example", "/moved;/evil.example", 302, "/evil.example"],
    ["https", "old.uni.example", "//evil.example/", 301, "https://www.uni.example/evil.example/"],
    ["https", "physics.uni.example", "/$odd(1),x/", 303, "/100%25"],
    ["https", "old.uni.example", "/a/b?c=d", 301, "https://www.uni.example/a/b?c=d"],
    ["https", "old.uni.example", "/", 301, "https://www.uni.example/"],
    ["http", "old.uni.example", "/a", 301, "https://www.uni.example/a"],
  ])("%s://%s%s redirects", async (scheme, host, target, status, to) => {
    const answer = await (scheme === "http" ? http : https)({ host, target });
    expect([answer.status, answer.headers["location"]]).toEqual([status, to]);
  });

  test("a path that only begins alike is no redirect", async () => {
    expect((await https({ host: "physics.uni.example", target: "/alternative" })).status).toBe(200);
  });

  test("answers to ACME come from its nodes, and are not redirected", async () => {
    for (const host of ["www.uni.example", "old.uni.example"]) {
      const answer = await http({ host, target: "/.well-known/acme-challenge/token" });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body).member).toBe("10.1.8.13:8089");
    }
    expect((await http({ host: "inside.uni.example", target: "/.well-known/acme-challenge/token" })).status).toBe(403);
  });
});
