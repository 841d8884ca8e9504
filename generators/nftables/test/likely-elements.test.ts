import { expect, test } from "vitest";
import { likelyElements } from "../likely-elements.ts";
import type { Packet } from "../packet.ts";
import type { Json } from "../ruleset-json.ts";

const packet: Packet = { family: "ipv4", address: "192.0.2.7", protocol: "tcp", port: 443, state: "new" };
const DESTINATION: Json = { payload: { protocol: "ip", field: "daddr" } };
const PORT: Json = { payload: { protocol: "th", field: "dport" } };

test("of a set, elements with another address are left out, in each form that nft prints", () => {
  const elements: readonly Json[] = [
    "192.0.2.7",
    "192.0.2.8",
    { elem: { val: "192.0.2.7", comment: "the same" } },
    { elem: { val: "192.0.2.9" } },
    { prefix: { addr: "192.0.2.0", len: 24 } },
    { range: ["192.0.2.1", "192.0.2.9"] },
  ];
  const likely = likelyElements(DESTINATION, elements, packet);
  expect(likely).toEqual([elements[0], elements[2], elements[4], elements[5]]);
});

test("of a map, pairs are found by the address in their key, wherever it is, and those for all others stay", () => {
  const pairs: readonly Json[] = [
    [{ concat: [443, "192.0.2.7"] }, { accept: null }],
    [{ elem: { val: { concat: [443, "192.0.2.8"] } } }, { accept: null }],
    [{ concat: [443, { prefix: { addr: "192.0.2.0", len: 24 } }] }, { drop: null }],
    ["*", { drop: null }],
  ];
  const likely = likelyElements({ concat: [PORT, DESTINATION] }, pairs, packet);
  expect(likely).toEqual([pairs[0], pairs[2], pairs[3]]);
});

test("elements with another port are left out, but not for protocols that may have any", () => {
  const elements: readonly Json[] = [80, 443, { range: [400, 500] }];
  expect(likelyElements(PORT, elements, packet)).toEqual([443, elements[2]]);
  expect(likelyElements(PORT, elements, { ...packet, protocol: "other", port: 0 })).toEqual(elements);
});

test("without an address or a port in the key, all elements can match", () => {
  const left: Json = { meta: { key: "l4proto" } };
  expect(likelyElements(left, ["tcp", "udp"], packet)).toEqual(["tcp", "udp"]);
});
