import { describe, expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const SHOP = 'extends: website, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, hostnames: [shop.example.org]';

describe("correct pools and paths", () => {
  test.each([
    ["one active member is enough", `{${SHOP}, members: {web1: {state: draining}, web2: {state: maintenance}}}`],
    [
      "a service in maintenance without active members",
      `{${SHOP}, state: maintenance, members: {web1: {state: maintenance}, web2: {state: maintenance}, web3: {state: maintenance}}}`,
    ],
    [
      "a planned service waits for its members",
      `{${SHOP}, state: planned, members: {web1: {state: maintenance}, web2: {weight: 0}, web3: {state: maintenance}}}`,
    ],
    [
      "a frontend is removed, its backend stays unused",
      `{extends: stream, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, frontends: {stream: null, other: {port: 9002, protocol: tcp, backend: other}}, backends: {other: {protocol: tcp, algorithm: source, client_address: proxy-v1, check: {type: tcp, interval: 5s}}}, monitoring: {members: {other: {port: 9001}}}}`,
    ],
    [
      "a backend that only a route uses",
      `{${SHOP}, backends: {lab: {protocol: http, algorithm: uri, port: 8081, check: {type: http, path: /}}}, routes: {/lab: {backend: lab}}}`,
    ],
    [
      "a route that narrows access where a redirect answers",
      `{${SHOP}, routes: {/old: {access: {from: [campus]}}}, redirects: {/old: {to: "https://old.example.net/"}}}`,
    ],
    ["a backend's list in place of inherited members", `{${SHOP}, backends: {web: {members: [web1, web2]}}}`],
    [
      "members for one backend, while another has its own list",
      `{${SHOP}, members: [web1, web2], backends: {lab: {protocol: http, algorithm: uri, port: 8081, members: [web3], check: {type: http, path: /}}}, routes: {/lab: {backend: lab}}}`,
    ],
    [
      "redirects without a backend",
      `{${SHOP}, frontends: {https: {backend: null}}, backends: {web: null}, redirects: {/: {to: "https://www.example.net/"}}}`,
    ],
  ])("%s", (_title, service) => {
    expect(codesBesideBase(`services: {shop: ${service}}`)).toEqual([]);
  });
});

test("a route below a redirect never matches, one next to it does", () => {
  const lab = "backends: {lab: {protocol: http, algorithm: uri, port: 8081, check: {type: http, path: /}}}";
  const redirects = 'redirects: {/old: {to: "https://old.example.net/"}}';
  const catalog = (path: string) =>
    `services: {shop: {${SHOP}, ${lab}, routes: {${path}: {backend: lab}}, ${redirects}}}`;
  expect(codesBesideBase(catalog("/old/lab"))).toEqual(["route/never-matches"]);
  expect(codesBesideBase(catalog("/older"))).toEqual([]);
});

describe("commands", () => {
  test.each([
    ["/usr/local/lib/checks/kdc", []],
    ["/usr/local/lib/checks/sub/kdc", []],
    ["/usr/local/lib/checks/..kdc", []],
    ["/usr/local/lib/checks", ["command/outside-directories"]],
    ["/usr/local/lib/checks/", ["command/outside-directories"]],
    ["/usr/local/lib/checksum/kdc", ["command/outside-directories"]],
    ["/usr/local/lib/checks/../kdc", ["command/outside-directories"]],
    ["/usr/local/lib/checks/./kdc", ["command/outside-directories"]],
    ["/usr/local/lib/checks//kdc", ["command/outside-directories"]],
    ["/usr/local/lib/checks/kdc;reboot", ["command/outside-directories"]],
    ["/usr/local/lib/checks/kdc --local", ["command/outside-directories"]],
    ["usr/local/lib/checks/kdc", ["command/outside-directories"]],
    ["/bin/sh", ["command/outside-directories"]],
  ])("%s", (program, codes) => {
    const check = `{type: command, command: [${JSON.stringify(program)}], interval: 5s}`;
    expect(codesBesideBase(`services: {shop: {${SHOP}, health: {check: ${check}}}}`)).toEqual(codes);
  });
});

describe("raw lines", () => {
  test.each([
    ["option tcpka", "raw/line"],
    ["no option tcpka", "raw/line"],
    ["default-server inter 2s", "raw/line"],
    ["http-request set-header X-Backend global", "raw/line"],
    ["backend", "raw/opens-section"],
    ["  frontend x", "raw/opens-section"],
    ["no listen x", "raw/opens-section"],
    ["default global", "raw/opens-section"],
    ['"backend" x', "raw/opens-section"],
    ["back'end' x", "raw/opens-section"],
    ["\\x62ackend x", "raw/opens-section"],
    ["$BACKEND x", "raw/opens-section"],
    [".if 0", "raw/opens-section"],
    [" backend x", "raw/opens-section"],
    ["http-errors x", "raw/opens-section"],
    ["   ", "raw/opens-section"],
  ])("%j is %s", (line, code) => {
    const catalog = `services: {shop: {${SHOP}, backends: {web: {haproxy: [${JSON.stringify(line)}]}}}}`;
    expect(codesBesideBase(catalog)).toContain(code);
  });

  test("a line of a profile is reported once, however many services inherit it", () => {
    const catalog = `
profiles: {kept: {extends: website, backends: {web: {haproxy: [option tcpka]}}}}
services:
  shop: {extends: kept, vip: home, hostnames: [shop.example.org]}
  cart: {extends: kept, vip: home, hostnames: [cart.example.org]}
`;
    expect(codesBesideBase(catalog)).toEqual(["raw/line"]);
  });
});
