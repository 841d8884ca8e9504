import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";

const CLIENT = "10.5.5.5";
const WEB = "192.0.2.10";
const STREAM = "192.0.2.11";
const MEMBER = "10.1.1.21";

/** The fields of a log line that tests look at. */
interface Line {
  readonly target?: string;
  readonly status?: number;
  readonly client?: string;
  readonly backend?: string;
  readonly tls_error?: string;
}

const CATALOG = `
fleet:
  name: f
  asn: 64512
  sites: [here]
  announce: [192.0.2.0/24]
  management: [10.0.0.0/8]
  haproxy: {log: json, maxconn: 9000}
nodes:
  lb1: {site: here, roles: [load-balancer], addresses: {ipv4: 10.1.1.11/24}}
  one: {site: here, roles: [server], addresses: {ipv4: ${MEMBER}/24}}
certificates: {main: {file: /etc/ssl/private/main.pem, names: [www.uni.example]}}
services:
  web:
    extends: std/https-website
    hostnames: [www.uni.example]
    vip: {ipv4: ${WEB}}
    access: {from: [10.0.0.0/8]}
    balance: {by: haproxy, nodes: [lb1]}
    members: [one]
    backends: {web: {port: 80, check: {type: tcp}}}
    frontends: {http: null, plain: {port: 80, protocol: http, backend: web}, https: {port: 443, tls: {certificate: main}}}
  stream:
    extends: std/tcp
    vip: {ipv4: ${STREAM}}
    access: {from: [10.0.0.0/8]}
    balance: {by: haproxy, nodes: [lb1]}
    members: [one]
    backends: {tcp: {port: 80}}
    frontends: {tcp: {port: 7000}}
`;

/** More files than HAProxy needs for its default of 51,000 connections. */
const OPEN_FILES = 20_000;

describeWith(["haproxy", "openssl", "ip", "namespaces"], "the log as JSON, and connections as the catalog says", () => {
  let lab: HaproxyLab;
  const compilation = compileText({ "fleet.yaml": CATALOG });

  /** The first matching line of the log. */
  async function logged(isMeant: (line: Line) => boolean): Promise<Line> {
    let found: Line | undefined;
    await vi.waitUntil(async () => {
      const lines = (await lab.do({ do: "log" })).lines ?? [];
      found ??= lines
        .filter((line) => line.includes("{"))
        .map((line) => JSON.parse(line.slice(line.indexOf("{"))))
        .find(isMeant);
      return found !== undefined;
    }, PATIENCE);
    if (found === undefined) throw new Error("no line");
    return found;
  }

  beforeAll(async () => {
    expect(compilation.findings.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual(
      [],
    );
    lab = openHaproxyLab([CLIENT, WEB, STREAM, MEMBER, "10.1.1.11"], CLIENT);
    await lab.do({ do: "listen", kind: "http", address: MEMBER, port: 80 });
    await lab.start(compilation, "lb1", { openFiles: OPEN_FILES });
    await vi.waitUntil(
      async () => (await lab.request({ to: WEB, host: "www.uni.example" }).catch(() => undefined))?.status === 200,
      PATIENCE,
    );
  });

  afterAll(() => lab.close());

  test("HAProxy starts with a limit of 20,000 open files", async () => {
    expect(await lab.admin("lb1", "show info")).toMatch(/^Maxconn: 9000$/m);
  });

  test("a request is logged with client, URL, member, times and user agent", async () => {
    const { status } = await lab.request({
      to: WEB,
      host: "www.uni.example",
      target: "/plain?q=1",
      tls: true,
      headers: { "User-Agent": "curl/8" },
    });
    expect(status).toBe(200);
    expect(await logged(({ target }) => target === "/plain?q=1")).toEqual({
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:/),
      client: CLIENT,
      client_port: expect.any(Number),
      frontend: expect.stringContaining("443"),
      service: "web",
      backend: "web.web",
      member: "one",
      host: "www.uni.example",
      method: "GET",
      target: "/plain?q=1",
      version: "HTTP/1.1",
      status: 200,
      bytes: expect.any(Number),
      milliseconds: {
        request: expect.any(Number),
        queue: 0,
        connect: expect.any(Number),
        response: expect.any(Number),
        total: expect.any(Number),
      },
      termination: expect.stringMatching(/^--/),
      connections: {
        process: expect.any(Number),
        frontend: expect.any(Number),
        backend: expect.any(Number),
        member: expect.any(Number),
      },
      retries: "0",
      queued: { member: 0, backend: 0 },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      tls: { version: "TLSv1.3", cipher: expect.stringMatching(/^TLS_/), server_name: "www.uni.example" },
      user_agent: "curl/8",
    });
  });

  test.each([
    ["quotes", 'a"b'],
    ["a backslash at the end", "a\\"],
    ["braces and signs of formats", "a{}%[src]#%%"],
    ["control characters", "a\u001b[2J\u0007\tb"],
    ["no UTF-8", "a\xff\xc0b"],
    ["other alphabets", "gr\u00fc\u00df\u2028"],
    ["much of it", `a${"x".repeat(9000)}`],
  ])("%s from a client result in one valid line", async (_, text) => {
    const target = `/${encodeURIComponent(text)}`;
    await lab.request({ to: WEB, host: "www.uni.example", target, headers: { "User-Agent": text.slice(0, 2000) } });
    expect(await logged((line) => line.target === target)).toMatchObject({ client: CLIENT, host: "www.uni.example" });
  });

  test.each([
    ["a target with quotes", '/x"y\\z', "www.uni.example"],
    ["a host with quotes", "/quoted", 'w"w\\w'],
  ])("%s is logged as one valid line, whatever the response", async (_, target, host) => {
    const { status } = await lab.request({ to: WEB, host, target });
    await logged((line) => line.status === status && line.client === CLIENT);
  });

  test("a TCP connection is logged", async () => {
    await lab.send({ from: CLIENT, to: STREAM, port: 7000, text: "GET / HTTP/1.0\r\n\r\n" });
    expect(await logged(({ backend }) => backend === "stream.tcp")).toMatchObject({ member: "one", client: CLIENT });
  });

  test("a failed handshake is logged with the reason", async () => {
    await lab.send({ from: CLIENT, to: WEB, port: 443, text: "GET / HTTP/1.0\r\n\r\n" });
    expect(await logged(({ tls_error }) => tls_error !== undefined)).toMatchObject({
      client: CLIENT,
      tls_error: expect.stringContaining("http request"),
    });
  });
});
