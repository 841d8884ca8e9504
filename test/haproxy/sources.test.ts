import { expect, test } from "vitest";
import { refusals } from "../../generators/haproxy/sources.ts";
import type { Block } from "../../src/render/block.ts";
import { compileText } from "../support/compile-text.ts";
import { smallCatalog } from "../support/small-catalog.ts";

const NETWORKS = `networks:
  six: ["::/0"]
  four: [0.0.0.0/0]
  half: ["::/1", 10.0.0.0/8]
`;

const F4 = "{ dst 192.0.2.10 }";
const F6 = "{ dst 2001:db8:53::10 }";
const file = (name: string): string => `{ src -f /etc/haproxy/acl/${name}.txt }`;

test.each<[access: string, refused: string[], files: string[]]>([
  ["{from: [world]}", [], []],
  ["{from: [offices]}", [`!${file("offices")}`], ["offices"]],
  ["{from: [world], except: [offices]}", [file("offices")], ["offices"]],
  ['{from: [192.0.2.0/24, "2001:db8::/32"]}', ["!{ src 192.0.2.0/24 2001:db8::/32 }"], []],
  ["{from: [v4only]}", [`${F4} !${file("v4only.ipv4")}`, F6], ["v4only.ipv4"]],
  ["{from: [v4only, offices]}", [`!${file("offices+v4only")}`], ["offices+v4only"]],
  ["{from: [six]}", [F4], []],
  ["{from: [four]}", [F6], []],
  ["{from: [six, four]}", [], []],
  ["{from: [six, v4only]}", [`${F4} !${file("six+v4only.ipv4")}`], ["six+v4only.ipv4"]],
  ["{from: [half]}", [`${F4} !${file("half.ipv4")}`, `${F6} !${file("half.ipv6")}`], ["half.ipv4", "half.ipv6"]],
  ["{from: [world], except: [six]}", [`${F6} ${file("six.ipv6")}`], ["six.ipv6"]],
])("access %s", (written, refused, files) => {
  const { fleet } = compileText(smallCatalog(`access: ${written}`, { "networks.yaml": NETWORKS }));
  const service = fleet?.services.get("www");
  if (fleet === undefined || service === undefined) throw new Error("no service");
  const made = new Map<string, readonly Block[]>();
  const reached = [
    { family: "ipv4", address: "192.0.2.10" },
    { family: "ipv6", address: "2001:db8:53::10" },
  ] as const;
  expect(refusals(service.access, reached, fleet, made)).toEqual(refused);
  expect([...made.keys()].sort()).toEqual(files.map((name) => `etc/haproxy/acl/${name}.txt`));
});
