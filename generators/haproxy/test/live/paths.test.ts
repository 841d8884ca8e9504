import { afterAll, beforeAll, expect, test } from "vitest";
import { normalizePath } from "../../../../src/fleet/paths.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { CAMPUS, openWebsites, VIP, VPN, type Websites, WORLD } from "./websites-lab.ts";

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

  test("a restricted route is closed to others in every spelling", async () => {
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

  test("characters of a key are the same path when percent-encoded", async () => {
    const status = async (target: string, from: string) =>
      (await https({ host: "physics.uni.example", target, from })).status;
    for (const target of ["/@staff/x", "/%40staff/x", "/%2540STAFF"]) {
      expect(await status(target, WORLD), target).toBe(403);
      expect(await status(target, CAMPUS), target).toBe(200);
    }
    expect(await status("/odd%2Cx", CAMPUS)).toBe(400);
  });

  test("nothing bypasses the rules: no CONNECT, no upgrade except to WebSocket", async () => {
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

  test("empty and dotted segments with parameters, and backslashes, are rejected", async () => {
    for (const target of ["/x/..;/intern", "/;x/intern", "/\\intern", "/x/.;/y"]) {
      expect((await https({ host: "physics.uni.example", target })).status, target).toBe(400);
      expect((await https({ host: "www.uni.example", target })).status, `${target} elsewhere`).toBe(200);
    }
  });

  test.each([
    ...[
      "/Intern",
      "/INTERN/x",
      "/%49ntern",
      "/%69NTERN/",
      "/iNtErN;x=1",
      "/x/../Intern",
      "/%c4%b1ntern",
      "/%C4%B0NTERN",
    ],
    ...[
      "/%2fintern",
      "/%5cintern",
      "/%2Fintern",
      "/intern%2fx",
      "/intern%5Cx",
      "/intern%3bx",
      "/intern;a%20b",
      "/intern%3fx",
      "/intern%00",
    ],
    ...[
      "/%2e%2fintern",
      "/.%2fintern",
      "/%2f.%2f%2fintern",
      "/%2569ntern",
      "/%252fintern",
      "/%25252525252525252fintern",
    ],
    ...["/%25%32%66intern", "/%252569ntern", "/%25%36%39ntern", "/intern%23"],
  ])("some member reads %s as the restricted route", async (target) => {
    expect((await https({ host: "physics.uni.example", target })).status).toBe(403);
    const inside = await https({ host: "physics.uni.example", target, from: VPN });
    expect(inside.status, "from inside").toBe(200);
  });

  test.each([
    ...[
      "/x/..%2fintern",
      "/x%2f..%2fintern",
      "/x%2F..%2F..%2Fintern",
      "/intern%2f..",
      "/intern%5c..",
      "/x/..%5cintern",
    ],
    ...[
      "/%252e%252e%252fintern",
      "/a%5cb%2f..%2fintern",
      "/x%2f..;y%2fintern",
      "/x;%2f..%2fintern",
      "/x/%2e%2e%2fintern",
    ],
    ...["/x%2f..%2fIntern/y", "/%2e%2e%2f%2e%2e%2fintern", "/intern;%2f..%2fx", "/..%252f..%252fintern"],
  ])("%s could be read as the restricted route, and gets 400 or 403", async (target) => {
    expect([400, 403]).toContain((await https({ host: "physics.uni.example", target })).status);
  });

  test.each([
    ...[
      "/api/queues/%2F/orders",
      "/@scope%2fpkg",
      "/a%5Cb",
      "/x%5cintern",
      "/x%2Fintern",
      "/a%252Fb",
      "/100%25",
      "/100%2525zz",
    ],
    ...[
      "/a%2f..%2fb",
      "/a%2f%2fb",
      "/s3/key%2Fwith%2fslashes?x=%2F",
      "/a%3Fb%23c",
      "/x%2fintern%2fy",
      "/users/me%40uni.example",
    ],
    ...["/%C3%84%C3%A4", "/a+b%2bc", "/intern.%2f", "/x;v=1/y%20z"],
  ])("%s reaches the member unchanged, although another path is restricted", async (target) => {
    const { status, body } = await https({ host: "physics.uni.example", target });
    expect(status).toBe(200);
    expect(JSON.parse(body).url).toBe(target);
  });

  test("a restricted path may contain an encoded slash for clients that are allowed there", async () => {
    const { status, body } = await https({ host: "physics.uni.example", target: "/intern/a%2Fb", from: CAMPUS });
    expect(status).toBe(200);
    expect(JSON.parse(body).url).toBe("/intern/a%2Fb");
  });

  test("if case is ignored, routes and redirects apply in any case", async () => {
    const ask = (target: string, from: string) => https({ host: "iis.uni.example", target, from });
    for (const target of ["/api/x", "/API", "/aPi;x/y", "/%41pi"]) {
      expect(JSON.parse((await ask(target, WORLD)).body).member, target).toBe("10.1.8.12:8081");
    }
    expect(JSON.parse((await ask("/API/x", WORLD)).body).url).toBe("/API/x");
    for (const target of ["/admin", "/ADMIN/x", "/Admin/PUBLIC", "/admin/public"]) {
      expect((await ask(target, WORLD)).status, target).toBe(403);
    }
    expect(JSON.parse((await ask("/ADMIN/public/x", CAMPUS)).body).member).toBe("10.1.8.12:8081");
    expect((await ask("/OLD/Kept", WORLD)).headers["location"]).toBe("https://archive.uni.example/new/Kept");
  });

  test.each(["/international/", "/internal", "/x/intern", "/x/Intern"])("%s is not restricted", async (target) => {
    expect((await https({ host: "physics.uni.example", target })).status).toBe(200);
  });

  test("members get the path that was compared, and other paths are left unchanged", async () => {
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
    ["https", "physics.uni.example", "/odd,x/", 303, "/100%25"],
    ["https", "old.uni.example", "/a/b?c=d", 301, "https://www.uni.example/a/b?c=d"],
    ["https", "old.uni.example", "/", 301, "https://www.uni.example/"],
    ["http", "old.uni.example", "/a", 301, "https://www.uni.example/a"],
  ])("%s://%s%s redirects", async (scheme, host, target, status, to) => {
    const answer = await (scheme === "http" ? http : https)({ host, target });
    expect([answer.status, answer.headers["location"]]).toEqual([status, to]);
  });

  test("a path with the same beginning is not redirected", async () => {
    expect((await https({ host: "physics.uni.example", target: "/alternative" })).status).toBe(200);
  });

  test("ACME challenges are answered by the ACME nodes, and not redirected", async () => {
    for (const host of ["www.uni.example", "old.uni.example"]) {
      const answer = await http({ host, target: "/.well-known/acme-challenge/token" });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body).member).toBe("10.1.8.13:8089");
    }
    expect((await http({ host: "inside.uni.example", target: "/.well-known/acme-challenge/token" })).status).toBe(403);
  });
});
