import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claimsJson } from "../../src/claims/claims-json.ts";
import { arrangeClaims } from "../../src/claims/collect-claims.ts";
import { describeClaim } from "../../src/claims/describe-claim.ts";
import type { Admit, Bind, Claim } from "../../src/contract/claim.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const ADMIT: Admit = {
  kind: "admit",
  nodes: ["lb1", "lb2"],
  address: "192.0.2.10",
  family: "ipv4",
  port: 443,
  transport: "tcp",
  sources: ["10.0.0.0/8"],
  except: [],
  public: true,
  why: "frontend https of www",
  services: ["www"],
  causes: [],
};

const BIND: Bind = {
  kind: "bind",
  nodes: ["lb1", "lb2"],
  address: "192.0.2.10",
  family: "ipv4",
  port: 443,
  transport: "tcp",
  by: "haproxy",
  services: ["www"],
  causes: [],
};

describe("arrangeClaims", () => {
  test("joins equal claims of several services", () => {
    const { binds } = arrangeClaims([BIND, { ...BIND, services: ["archive"] }]);
    expect(binds).toEqual([{ ...BIND, services: ["archive", "www"] }]);
  });

  test("keeps claims with different sources apart", () => {
    for (const other of [{ sources: ["0.0.0.0/0"] }, { except: ["10.1.0.0/16"] }, { public: false }, { why: "SSH" }]) {
      expect(arrangeClaims([ADMIT, { ...ADMIT, ...other }]).admits).toHaveLength(2);
    }
  });

  test("has one order, by kind, address and port", () => {
    const claims: Claim[] = [
      BIND,
      { ...ADMIT, port: 8080 },
      ADMIT,
      { ...ADMIT, port: 80 },
      { ...ADMIT, address: "192.0.2.1" },
    ];
    const { admits, binds } = arrangeClaims(claims);
    expect(arrangeClaims([...claims].reverse())).toMatchObject({ admits, binds });
    expect(
      [...admits, ...binds].map((claim) => ("port" in claim ? `${claim.kind} ${claim.address} ${claim.port}` : "")),
    ).toEqual([
      "admit 192.0.2.1 443",
      "admit 192.0.2.10 80",
      "admit 192.0.2.10 443",
      "admit 192.0.2.10 8080",
      "bind 192.0.2.10 443",
    ]);
  });
});

describe("claims of the campus", () => {
  const campus = readFolder(join(packageRoot, "examples/campus"));

  test("are the same, byte for byte, when files are renamed and joined", () => {
    const joined = {
      "z.yaml": campus["fleet.yaml"] ?? "",
      ...Object.fromEntries(
        Object.entries(campus)
          .filter(([path]) => path !== "fleet.yaml")
          .map(([path, text]) => [path.endsWith(".yaml") ? `a/${path}` : path, text]),
      ),
    };
    const text = json(campus);
    expect(json(joined)).toBe(text);
    expect(text).not.toContain(".yaml");
    expect(JSON.parse(text).subjects).toHaveLength(text.split("\n").length - 3);
  });

  test("say which sources an anycast service admits", () => {
    expect(
      sentences(campus, (claim) => claim.kind !== "check" && claim.kind !== "announce" && of(claim, "kerberos")),
    ).toEqual([
      "kdc1 admits 10.0.0.0/8, 198.51.100.0/24 to any ipv4 address tcp/464 for port kpasswd of kerberos",
      "kdc1 admits 10.0.0.0/8, 198.51.100.0/24 to any ipv4 address udp/464 for port kpasswd of kerberos",
      "kdc2, kdc3 admit 10.1.12.1/32 to any ipv4 address tcp/754 for port propagation of kerberos",
      "kdc1 admits 2001:db8::/32, 2001:db8:ff::/48 to any ipv6 address tcp/464 for port kpasswd of kerberos",
      "kdc1 admits 2001:db8::/32, 2001:db8:ff::/48 to any ipv6 address udp/464 for port kpasswd of kerberos",
      "kdc2, kdc3 admit 2001:db8:1:c::1/128 to any ipv6 address tcp/754 for port propagation of kerberos",
      "kdc1, kdc2, kdc3 admit 10.0.0.0/8, 198.51.100.0/24 to 192.0.2.88 tcp/88 for frontend kdc of kerberos",
      "kdc1, kdc2, kdc3 admit 10.0.0.0/8, 198.51.100.0/24 to 192.0.2.88 udp/88 for frontend kdc of kerberos",
      "kdc1, kdc2, kdc3 admit 2001:db8::/32, 2001:db8:ff::/48 to 2001:db8:53::88 tcp/88 for frontend kdc of kerberos",
      "kdc1, kdc2, kdc3 admit 2001:db8::/32, 2001:db8:ff::/48 to 2001:db8:53::88 udp/88 for frontend kdc of kerberos",
      "kdc1, kdc2, kdc3: service listens at 192.0.2.88 tcp/88 for kerberos",
      "kdc1, kdc2, kdc3: service listens at 192.0.2.88 udp/88 for kerberos",
      "kdc1, kdc2, kdc3: service listens at 2001:db8:53::88 tcp/88 for kerberos",
      "kdc1, kdc2, kdc3: service listens at 2001:db8:53::88 udp/88 for kerberos",
    ]);
  });

  test("admit only management by SSH on every managed node", () => {
    const ssh = sentences(campus, (claim) => claim.kind === "admit" && claim.port === 22);
    expect(ssh).toEqual([
      "api1, api2, dns1 and 19 more admit 10.1.99.0/24 to any ipv4 address tcp/22 for SSH",
      "api1, api2, dns1 and 19 more admit 2001:db8:1:99::/64 to any ipv6 address tcp/22 for SSH",
    ]);
  });

  test("say nothing about planned and retired services", () => {
    expect(sentences(campus, (claim) => of(claim, "ldap-write"))).toEqual([]);
    const path = "services/resolver.yaml";
    const text = campus[path] ?? "";
    expect(sentences(campus, (claim) => of(claim, "resolver"))).not.toEqual([]);
    const retired = { ...campus, [path]: text.replace("owner: network", "owner: network\n    state: retired") };
    expect(sentences(retired, (claim) => of(claim, "resolver"))).toEqual([]);
  });
});

test("a claim can be printed in words", () => {
  expect(describeClaim(ADMIT)).toBe("lb1, lb2 admit 10.0.0.0/8 to 192.0.2.10 tcp/443 for frontend https of www");
  expect(describeClaim({ ...ADMIT, nodes: ["lb1"], except: ["10.66.0.0/16"] })).toBe(
    "lb1 admits 10.0.0.0/8 except 10.66.0.0/16 to 192.0.2.10 tcp/443 for frontend https of www",
  );
  expect(describeClaim(BIND)).toBe("lb1, lb2: haproxy listens at 192.0.2.10 tcp/443 for www");
});

function json(catalog: Record<string, string>): string {
  const { subjects } = compileText(catalog);
  if (subjects === undefined) throw new Error("the catalog has errors");
  return claimsJson(subjects);
}

function sentences(catalog: Record<string, string>, wanted: (claim: Claim) => boolean): string[] {
  const { claims } = compileText(catalog);
  if (claims === undefined) return ["the catalog has errors"];
  const { admits, announces, binds, checks, serves } = claims;
  return [admits, announces, binds, checks, serves].flat().filter(wanted).map(describeClaim);
}

function of(claim: Claim, service: string): boolean {
  return "services" in claim ? claim.services.includes(service) : claim.service === service;
}
