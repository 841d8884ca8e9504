import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, test } from "vitest";
import type { Admit } from "../../../src/contract/claim.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { type Policy, type PolicyRule, policies } from "../policy.ts";

const CATALOG = `
fleet:
  name: policies
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]
networks:
  campus: [10.0.0.0/8]
  vpn: [198.51.100.0/24]
  flush: [203.0.113.0/24]
nodes:
  web1: {site: north, roles: [server], state: active, interface: eth0, addresses: {ipv4: 10.1.8.11/24}}
`;

const ADMIT: Admit = {
  kind: "admit",
  nodes: ["lb1"],
  address: "192.0.2.10",
  family: "ipv4",
  port: 443,
  transport: "tcp",
  sources: ["10.0.0.0/8"],
  except: [],
  public: true,
  why: "test",
  services: [],
  causes: [],
};

describe("the name of a policy says which sources it admits", () => {
  const cases: { want: string; given: Partial<Admit>[] }[] = [
    { want: "admit_public_campus_ipv4", given: [{}] },
    { want: "admit_campus_ipv4", given: [{ public: false }] },
    { want: "admit_public_campus/vpn_ipv4", given: [{}, { sources: ["198.51.100.0/24"] }] },
    { want: "admit_public_world_ipv4", given: [{}, { sources: ["0.0.0.0/0"] }] },
    { want: "admit_public_campus_except_10.66.0.0/16_ipv4", given: [{ except: ["10.66.0.0/16"] }] },
    {
      want: "admit_web1_public_flush_ipv4",
      given: [{ sources: ["203.0.113.0/24"] }, { sources: ["10.1.8.11/32"], public: false }],
    },
  ];
  test.each(cases)("$want", ({ want, given }) => {
    expect(policyOf(given).name).toBe(want);
  });

  test("sources without a name get a stable name", () => {
    const [a, b] = [["172.16.0.0/12", "192.168.0.0/16"], ["172.16.0.0/12"]].map(
      (sources) => policyOf([{ sources }]).name,
    );
    expect(a).toBe("admit_public_xbecdae8a_ipv4");
    expect(b).toBe("admit_public_172.16.0.0/12_ipv4");
  });
});

test("one claim may admit what another excludes", () => {
  const policy = policyOf([{ sources: ["0.0.0.0/0"], except: ["10.0.0.0/8"] }, { sources: ["10.1.0.0/16"] }]);
  expect(admits(policy, "10.1.0.1")).toBe(true);
  expect(admits(policy, "10.2.0.1")).toBe(false);
  expect(admits(policy, "198.51.100.1")).toBe(true);
});

test("a claim without sources admits nobody", () => {
  expect(policyOf([{ sources: [] }])).toMatchObject({ trusted: [], public: [] });
});

// Few networks, so that lists often overlap and contain each other.
const prefix = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
  .map(([last, length]) => `192.0.2.${last - (last % 2 ** (32 - length))}/${length}`);
const list = fc.oneof(fc.constant(["0.0.0.0/0"]), fc.array(prefix, { maxLength: 3 }));
const claim = fc.record({ sources: list, except: fc.oneof(fc.constant([]), list), public: fc.boolean() });
const address = fc.integer({ min: 0, max: 20 }).map((last) => `192.0.2.${last}`);

test("a policy admits exactly the sources that one of its claims admits", () => {
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 4 }), address, (given, from) => {
      const wanted = given.some(({ sources, except }) => has(sources, from) && !has(except, from));
      expect(admits(policyOf(given), from)).toBe(wanted);
    }),
  );
});

test("a policy does not depend on the order of claims", () => {
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 4 }), (given) => {
      expect(policyOf([...given].reverse())).toEqual(policyOf(given));
    }),
  );
});

function policyOf(given: readonly Partial<Admit>[]): Policy {
  return policies(fleet())(
    "ipv4",
    given.map((some) => ({ ...ADMIT, ...some })),
  );
}

let linked: Fleet | undefined;
function fleet(): Fleet {
  linked ??= compileText({ "catalog.yaml": CATALOG }).fleet;
  if (linked === undefined) throw new Error("the catalog has errors");
  return linked;
}

/** The verdict of the policy's chain, ignoring blocked networks. */
function admits(policy: Policy, from: string): boolean {
  const accepts = (rule: PolicyRule): boolean =>
    (rule.sources === undefined || has(rule.sources.prefixes, from)) &&
    (rule.except === undefined || !has(rule.except.prefixes, from));
  return [...policy.trusted, ...policy.public].some(accepts);
}

function has(prefixes: readonly string[], from: string): boolean {
  return prefixes.some((entry) => ipaddr.IPv4.parse(from).match(ipaddr.IPv4.parseCIDR(entry)));
}
