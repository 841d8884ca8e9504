import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const BASE = readFolder(join(import.meta.dirname, "../errors/base"));
const RULES = /^(?:network|management|blocked)\//;

/** Codes about lists of networks, sorted, without duplicates, for the base fleet with some lines replaced. */
function codes(text: string, fleet: Readonly<Record<string, string>> = {}): string[] {
  let file = BASE["fleet.yaml"] ?? "";
  for (const [key, line] of Object.entries(fleet))
    file = file.replace(new RegExp(`^  ${key}:.*$`, "m"), `  ${key}: ${line}`);
  const { findings } = compileText({ ...BASE, "fleet.yaml": file, "case.yaml": text });
  return [...new Set(findings.map(({ code }) => code).filter((code) => RULES.test(code)))].sort();
}

function shop(keys: string, profile = "website"): string {
  return `services: {shop: {extends: ${profile}, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, hostnames: [shop.example.org], ${keys}}}`;
}

describe("a list that contains everybody and others", () => {
  const wide = ["network/world-in-list"];
  test.each<[string, readonly string[]]>([
    ["access: {from: [world]}", []],
    ['access: {from: [0.0.0.0/0, "::/0"]}', []],
    ['access: {from: [0.0.0.0/0, "2001:db8:7::/48"]}', []],
    ["access: {from: [world, campus]}", wide],
    ["access: {from: [campus, world]}", wide],
    ["access: {from: !prepend [campus]}", wide],
    ["access: {from: [0.0.0.0/0, 10.3.0.0/16]}", wide],
    ['access: {from: ["::/0", "2001:db8:7::/48"]}', wide],
    ["access: {from: [0.0.0.0/0, campus]}", wide],
    ['access: {from: [0.0.0.0/1, 128.0.0.0/1, "2001:db8:7::/48"]}', wide],
    ['access: {from: ["::/1", "8000::/2", "c000::/2"]}', wide],
    ["access: {from: [world], except: [world, campus]}", wide],
    ["routes: {/a: {access: {from: [world, campus]}}}", wide],
    ["frontends: {https: {access: {from: [world, campus]}}}", wide],
    ["frontends: {https: {limits: {connections: 9000, except: [world, campus]}}}", wide],
    ["ports: {a: {port: 9, transport: tcp, nodes: web, from: [world, campus]}}", wide],
    ["ports: {a: {port: 9, transport: tcp, nodes: web, from: [world], from_nodes: web}}", wide],
    ["ports: {a: {port: 9, transport: tcp, nodes: web, from: [campus], from_nodes: web}}", []],
  ])("%s", (keys, want) => {
    expect(codes(shop(keys))).toEqual(want);
  });

  test("an equally wide network counts like world", () => {
    const network = 'networks: {everybody: [0.0.0.0/0, "::/0"]}\n';
    expect(codes(network + shop("access: {from: [everybody, campus]}"))).toEqual(wide);
    expect(codes(network + shop("access: {from: [everybody]}"))).toEqual([]);
  });

  test("the prefixes of a network are such a list", () => {
    const network = "networks: {everybody: [0.0.0.0/0, 10.0.0.0/8]}\n";
    expect(codes(network + shop('access: {from: [everybody, "2001:db8:7::/48"]}'))).toEqual(wide);
  });
});

describe("an entry that others contain", () => {
  test.each<[string, number]>([
    ["[campus, 10.1.2.0/24]", 1],
    ["[10.1.2.0/24, campus]", 1],
    ['[10.1.2.0/24, "2001:db8:7::/48", both]', 1],
    ['[both, 10.0.0.0/9, "2001:db8::/40"]', 1],
    ['[10.1.2.0/24, "2001:db8:7::/48"]', 0],
    ["[both, 10.1.2.0/24]", 1],
    ['[campus, 10.1.2.0/24, 10.1.2.0/25, "2001:db8:1::/48"]', 3],
  ])("%s", (list, count) => {
    const text = `networks: {both: [10.1.2.0/24, "2001:db8:7::/48"]}\n${shop(`access: {from: ${list}}`)}`;
    const { findings } = compileText({ ...BASE, "case.yaml": text });
    expect(findings.filter(({ code }) => code === "network/covered")).toHaveLength(count);
  });

  test("lists of 50,000 entries are fast", () => {
    const prefixes = Array.from({ length: 50_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    expect(codes(`networks: {many: [${prefixes.join(", ")}]}\n${shop("access: {from: [many, campus]}")}`)).toEqual([
      "network/covered",
    ]);
  });
});

describe("management", () => {
  const open = ["management/open"];
  test.each<[string, readonly string[]]>([
    ["[world]", open],
    ["[world, campus]", open],
    ['[campus, "::/0"]', open],
    ["[0.0.0.0/1, 128.0.0.0/1]", open],
    ["[campus, 32.0.0.0/3]", open],
    ['[campus, "2000::/3"]', open],
    ["[campus, 8.0.0.0/6]", open],
    ['[10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "fc00::/7"]', []],
    ["[198.0.0.0/8]", []],
    ['["2001:db8::/32"]', []],
    [`[${Array.from({ length: 17 }, (_, i) => `${12 + 2 * i}.0.0.0/8`).join(", ")}]`, open],
  ])("%s", (list, want) => {
    expect(codes("", { management: list })).toEqual(want);
  });
});

describe("single addresses with a host part of zero", () => {
  test.each<[string, boolean]>([
    ["10.20.0.0", true],
    ["198.51.100.0/32", true],
    ["0.0.0.0", true],
    ["2001:db8:bad::", true],
    ["2001:db8:bad:1::/128", true],
    ["::", true],
    ["10.20.0.1", false],
    ["198.51.100.0/31", false],
    ["2001:db8:bad::1", false],
    ["2001:db8:bad::1:0", false],
  ])("%s", (address, found) => {
    const want = found ? ["network/length-forgotten"] : [];
    expect(codes(`networks: {one: ["${address}"]}`)).toEqual(want);
    expect(codes(shop(`access: {from: [world], except: ["${address}"]}`))).toEqual(want);
    expect(
      codes("", { blocked: `[abusers, "${address}"]` }).filter((code) => code === "network/length-forgotten"),
    ).toEqual(want);
  });
});

describe("blocked", () => {
  test.each<[string, readonly string[]]>([
    ["[abusers]", []],
    ["[203.0.113.66]", ["blocked/one-family"]],
    ['[203.0.113.66, "2001:db8:bad::/48"]', []],
    ["[abusers, old]", ["blocked/one-family"]],
    ["[world]", ["blocked/everybody"]],
    ['["::/0", abusers]', ["blocked/everybody"]],
  ])("%s", (list, want) => {
    expect(codes("networks: {old: [203.0.113.0/28]}", { blocked: list })).toEqual(want);
  });

  test("if everybody is blocked, services do not report it again", () => {
    const file = (BASE["fleet.yaml"] ?? "").replace("blocked: [abusers]", "blocked: [world]");
    const { findings } = compileText({ ...BASE, "fleet.yaml": file });
    expect(findings.map(({ code }) => code)).not.toContain("access/never-met");
  });
});
