import { describe, expect, test } from "vitest";
import { type HostnameOptions, hostnameFault } from "../../src/lint/sites/hostname-fault.ts";

describe("valid host names", () => {
  const sound: readonly (readonly [name: string, options: HostnameOptions])[] = [
    ["www.uni.example", {}],
    ["uni.example", {}],
    ["localhost", {}],
    ["a-b.uni.example", {}],
    ["3com.example", {}],
    ["xn--mnchen-3ya.example", {}],
    [`${"a".repeat(63)}.example`, {}],
    ["_ldap._tcp.uni.example", { underscores: true }],
    ["192.0.2.1", { address: true }],
  ];
  test.each(sound)("%s is", (name, options) => {
    expect(hostnameFault(name, options)).toBeUndefined();
  });
});

describe("invalid host names", () => {
  const faults: readonly (readonly [name: string, code: string, help: string])[] = [
    ["*.uni.example", "hostname/wildcard", "list each name"],
    ["www.*", "hostname/wildcard", "list each name"],
    ["WWW.uni.example", "hostname/upper-case", "`www.uni.example`"],
    ["münchen.example", "hostname/not-ascii", "`xn--mnchen-3ya.example`"],
    ["MÜNCHEN.example", "hostname/not-ascii", "`xn--mnchen-3ya.example`"],
    ["a\u00ad.example", "hostname/not-ascii", "`a.example`"],
    ["www.uni.example.", "hostname/invalid", "`www.uni.example`"],
    ["www..uni.example", "hostname/invalid", "1 to 63"],
    [".uni.example", "hostname/invalid", "1 to 63"],
    ["-www.uni.example", "hostname/invalid", "1 to 63"],
    ["www-.uni.example", "hostname/invalid", "1 to 63"],
    ["w_w.uni.example", "hostname/invalid", "1 to 63"],
    ["a.192.0.2.1", "hostname/invalid", "write a name"],
    ["192.0.2.1", "hostname/invalid", "write a name"],
    ["xn--a.example", "hostname/invalid", "punycode"],
    ["a b.example", "hostname/invalid", "1 to 63"],
    [`${"a".repeat(64)}.example`, "hostname/invalid", "1 to 63"],
  ];
  test.each(faults)("%j: %s", (name, code, help) => {
    const fault = hostnameFault(name);
    expect(fault?.code).toBe(code);
    expect(fault?.help).toContain(help);
  });

  test("underscores and addresses are accepted only if allowed", () => {
    expect(hostnameFault("a_b.example", { address: true })?.code).toBe("hostname/invalid");
    expect(hostnameFault("192.0.2.1", { underscores: true })?.code).toBe("hostname/invalid");
  });
});
