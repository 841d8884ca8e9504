import { beforeAll, describe, expect, test } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { listObjects, type Objects } from "./lab/list-objects.ts";

const STATES = ["planned", "testing", "production", "maintenance", "draining", "retired"];

/** Services and nodes in each state, and names that have a meaning for Icinga, or look like other generated names. */
const CATALOG = `
fleet: {name: states, asn: 64512, sites: [here], announce: [192.0.2.0/24, "2001:db8:53::/48"], management: [office, office6], icinga2: {operators: host}}
networks: {office: [10.0.0.0/8], office6: ["2001:db8:99::/64"], vips: [192.0.2.0/24, "2001:db8:53::/48"], elsewhere: [10.9.0.0/16]}
teams:
  host: {email: host@uni.example, pager: object}
  "null": {email: null@uni.example}
groups: {template: {}, apply: {}}
nodes:
  rr: {site: here, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24}}
  master: {site: here, roles: [load-balancer], groups: [template], addresses: {ipv4: 10.0.0.11/24}}
  lb-draining: {site: here, roles: [load-balancer], state: draining, addresses: {ipv4: 10.0.0.12/24}}
  lb-offline: {site: here, roles: [load-balancer], state: offline, addresses: {ipv4: 10.0.0.13/24}}
  lb-planned: {site: here, roles: [load-balancer], state: planned, addresses: {ipv4: 10.0.0.14/24}}
  object: {site: here, roles: [server], groups: [apply], addresses: {ipv4: 10.0.0.21/24}}
  constructor: {site: here, roles: [server], groups: [apply], addresses: {ipv4: 10.0.0.22/24}}
  only-ipv6: {site: here, roles: [server], addresses: {ipv6: "2001:db8::23/64"}}
  include.recursive: {site: here, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24}}
profiles:
  tcp:
    extends: std/tcp
    owner: host
    access: {from: [office]}
    balance: {nodes: [master, lb-draining, lb-offline, lb-planned]}
    members: {object: {}, constructor: {state: maintenance}}
    monitoring: {page: true}
services:
${STATES.map((state, index) => `  ${state}: {extends: tcp, state: ${state}, vip: {ipv4: 192.0.2.${10 + index}}, frontends: {tcp: {port: 9999}}}`).join("\n")}
  apply:
    extends: std/https-website
    owner: "null"
    vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}
    hostnames: [www.uni.example]
    access: {from: [office]}
    balance: {nodes: [master]}
    members: [object]
    frontends: {https: {tls: {certificate: any}}}
    redirects: {"/a@b/HOST,1": {to: "https://uni.example/", status: 302}}
    monitoring: {checks: {"null": {type: http, path: "/$x$", warn: 1s}}}
  # The monitoring host may ask at one frontend, the nodes at two, and nobody at the third.
  streams:
    description: Three streams
    owner: host
    vip: {ipv4: 192.0.2.31, ipv6: "2001:db8:53::31"}
    access: {from: [office, vips]}
    balance: {by: haproxy, nodes: [master, lb-draining]}
    members: [object]
    frontends:
      all: {port: 7001, protocol: tcp, backend: all}
      nodes: {port: 7002, protocol: tcp, backend: nodes, access: {from: [vips]}}
      nobody: {port: 7003, protocol: tcp, backend: nobody, access: {from: [elsewhere]}}
    backends:
      all: {protocol: tcp, client_address: hidden, check: {type: redis}}
      nodes: {protocol: tcp, client_address: hidden, check: {type: redis}}
      nobody: {protocol: tcp, client_address: hidden, check: {type: redis}}
    monitoring: {page: true}
certificates: {any: {file: /etc/any.pem, names: [www.uni.example]}}
`;

describeWith(["icinga2", "openssl", "namespaces"], "Icinga's objects", () => {
  let objects: Objects;

  beforeAll(() => {
    const { files, findings } = compileText({ "catalog.yaml": CATALOG });
    expect(findings.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
    objects = listObjects(files, "include.recursive");
  });

  const names = (type: string): string[] => [...(objects.get(type)?.keys() ?? [])];
  const told = (name: string): string | undefined =>
    (objects.get("Service")?.get(name) ?? objects.get("Host")?.get(name))?.get("enable_notifications");
  const messages = (name: string): string[] =>
    names("Notification")
      .filter((each) => each.startsWith(`${name}!`))
      .map((each) => each.slice(name.length + 1))
      .filter((each) => !each.includes("!"))
      .sort();

  describe("for states of services", () => {
    test.each([
      ["planned", undefined, []],
      ["testing", "false", []],
      ["production", "true", ["mail", "page"]],
      ["maintenance", "false", []],
      ["draining", "false", []],
      ["retired", undefined, []],
    ])("%s", (state, notifies, heard) => {
      const check = `service:${state}:ipv4!${state}:tcp`;
      expect([told(`service:${state}:ipv4`), told(check)]).toEqual([notifies, notifies]);
      expect(messages(check)).toEqual(heard);
      expect(messages(`service:${state}:ipv4`)).toEqual(heard);
      expect(names("ServiceGroup").includes(`service:${state}`)).toBe(notifies !== undefined);
    });
  });

  describe("for states of nodes", () => {
    test.each([
      ["master", "true", ["mail", "page"]],
      // It pages nobody.
      ["lb-draining", "true", ["mail"]],
      ["lb-offline", "false", []],
      ["lb-planned", undefined, []],
    ])("%s", (node, notifies, heard) => {
      expect([told(node), told(`${node}!haproxy`), told(`${node}!bgp:rr-v4`)]).toEqual([notifies, notifies, notifies]);
      expect([messages(node), messages(`${node}!haproxy`), messages(`${node}!bgp:rr-v4`)]).toEqual([
        heard,
        heard,
        heard,
      ]);
    });
  });

  test("for members in maintenance are silent", () => {
    const members = ["object", "constructor"].map((node) => told(`${node}!production:tcp:member`));
    expect(members).toEqual(["true", "false"]);
  });

  describe("page from remote checks, else from nodes that are not draining, else from HAProxy's view", () => {
    test.each([
      ["service:streams:ipv4!streams:all", ["mail", "page"]],
      ["master!streams:all:ipv4", ["mail"]],
      // The monitoring host has no IPv6.
      ["master!streams:all:ipv6", ["mail", "page"]],
      ["lb-draining!streams:all:ipv6", ["mail"]],
      ["service:streams:ipv4!streams:nodes", []],
      ["master!streams:nodes:ipv4", ["mail", "page"]],
      ["master!streams:nobody:ipv4", []],
      ["master!streams:nobody:haproxy", ["mail", "page"]],
      ["object!streams:nobody:member", ["mail"]],
    ])("%s", (check, heard) => {
      expect(messages(check)).toEqual(heard);
    });
  });

  test("for hosts that the monitoring host without IPv6 cannot reach are not pinged", () => {
    const pinged = ["object", "only-ipv6", "service:apply:ipv4", "service:apply:ipv6"].map((name) =>
      objects.get("Host")?.get(name)?.get("check_command"),
    );
    expect(pinged).toEqual(['"hostalive4"', '"dummy"', '"hostalive4"', '"dummy"']);
  });

  test("have the names from the catalog, even if these mean something to Icinga", () => {
    const hosts = [
      "rr",
      "master",
      "lb-draining",
      "lb-offline",
      "object",
      "constructor",
      "only-ipv6",
      "include.recursive",
    ];
    expect(
      names("Host")
        .filter((name) => !name.includes(":"))
        .sort(),
    ).toEqual(hosts.sort());
    expect(names("Zone").sort()).toEqual(
      [
        "master",
        "master:",
        ...hosts.filter((name) => !["master", "include.recursive", "only-ipv6"].includes(name)),
      ].sort(),
    );
    expect(names("User").sort()).toEqual(["host", "null"]);
    expect(objects.get("User")?.get("host")?.get("pager")).toBe('"object"');
    expect(names("HostGroup")).toEqual(expect.arrayContaining(["group:apply", "group:template", "role:server"]));
    expect(names("Service")).toEqual(
      expect.arrayContaining([
        "service:apply:ipv4!apply:https",
        "service:apply:ipv4!apply::check:null",
        "service:apply:ipv4!apply:https:redirect:%2Fa%40b%2FHOST%2C1",
      ]),
    );
  });
});
