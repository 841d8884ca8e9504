import { expect, test } from "vitest";
import { compileText } from "../../../test/support/compile-text.ts";
import { smallCatalog } from "../../../test/support/small-catalog.ts";
import { part } from "../config-text.ts";
import { refusals } from "../frontend/sources.ts";

const NETWORKS = `networks:
  six: ["::/0"]
  four: [0.0.0.0/0]
  half: ["::/1", 10.0.0.0/8]
`;

const F4 = "{ dst 192.0.2.10 }";
const F6 = "{ dst 2001:db8:53::10 }";
const file = (name: string): string => `{ src -f /etc/haproxy/acl/${name}.txt }`;

/** Each family is tested by itself, because HAProxy also compares IPv4 sources with IPv6 prefixes. */
const apart = (name: string): string[] => [`${F4} !${file(`ipv4/${name}`)}`, `${F6} !${file(`ipv6/${name}`)}`];
const both = (name: string): string[] => [`ipv4/${name}`, `ipv6/${name}`];

test.each<[access: string, refused: string[], files: string[]]>([
  ["{from: [world]}", [], []],
  ["{from: [offices]}", apart("offices"), both("offices")],
  ["{from: [world], except: [offices]}", [file("offices")], ["offices"]],
  ['{from: [192.0.2.0/24, "2001:db8::/32"]}', [`${F4} !{ src 192.0.2.0/24 }`, `${F6} !{ src 2001:db8::/32 }`], []],
  ["{from: [v4only]}", [`${F4} !${file("ipv4/v4only")}`, F6], ["ipv4/v4only"]],
  ["{from: [v4only, offices]}", apart("offices+v4only"), both("offices+v4only")],
  ["{from: [six]}", [F4], []],
  ["{from: [four]}", [F6], []],
  ["{from: [six, four]}", [], []],
  ["{from: [six, v4only]}", [`${F4} !${file("ipv4/six+v4only")}`], ["ipv4/six+v4only"]],
  ["{from: [half]}", apart("half"), both("half")],
  ["{from: [world], except: [six]}", [`${F6} ${file("ipv6/six")}`], ["ipv6/six"]],
])("access %s", (written, refused, files) => {
  const { fleet } = compileText(smallCatalog(`access: ${written}`, { "networks.yaml": NETWORKS }));
  const service = fleet?.services.get("www");
  if (fleet === undefined || service === undefined) throw new Error("no service");
  const reached = [
    { family: "ipv4", address: "192.0.2.10" },
    { family: "ipv6", address: "2001:db8:53::10" },
  ] as const;
  const printed = part("frontend", "access", refusals(service.access, reached, fleet), []);
  expect(printed.flatMap(({ lines }) => lines.slice(1).map((line) => line.trim()))).toEqual(refused);
  expect(printed.flatMap((block) => block.files.map(({ path }) => path)).sort()).toEqual(
    files.map((name) => `etc/haproxy/acl/${name}.txt`),
  );
});

test("names of networks never lead to the same file", () => {
  const networks = `networks:
  net: [10.0.0.0/8, "2001:db8:1::/48"]
  net.ipv4: [10.2.0.0/16]
  ipv4: [10.3.0.0/16]
`;
  const written = "access: {from: [net], except: [net.ipv4, ipv4]}";
  const { files } = compileText(smallCatalog(written, { "networks.yaml": networks }));
  const lists = files.filter(({ node, path }) => node === "lb1" && path.startsWith("etc/haproxy/acl/"));
  expect(lists.map(({ path }) => path.slice("etc/haproxy/acl/".length))).toEqual([
    "ipv4+net.ipv4.txt",
    "ipv4/net.txt",
    "ipv6/net.txt",
  ]);
});
