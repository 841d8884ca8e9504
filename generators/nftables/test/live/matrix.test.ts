import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrangeClaims } from "../../../../src/claims/collect-claims.ts";
import type { Admit } from "../../../../src/contract/claim.ts";
import { FAMILIES, type Node } from "../../../../src/contract/fleet.ts";
import { isEmitted } from "../../../../src/fleet/emitted.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { nftables } from "../../index.ts";
import { addressesOf, type Question, questionsFor } from "./questions.ts";
import { openWire, type Wire } from "./wire.ts";

// Every VIP, member and management port × sources allowed and not × families × transports, and all well-known ports:
// the firewall of campus allows what claims say and nothing else. Packets come from the claims; no ruleset is read.
const { fleet, claims } = campus();

describeWith(["nft", "ip", "namespaces"], "the firewall of campus follows the claims", () => {
  // What a reader of the catalog expects: a missing claim would otherwise go unnoticed.
  const always = ["tcp/22 SSH", "tcp/5665 monitoring", "tcp/9100 port node-exporter"];
  const announcing = ["tcp/179 BGP", "udp/4784 BFD"];
  const nodes: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "a load balancer",
      "lb1",
      [
        ...always,
        ...announcing,
        "tcp/8404 HAProxy's statistics",
        "tcp/10000 HAProxy's peers",
        "tcp/80 frontend http of www",
        "tcp/443 frontend https of moodle",
        "tcp/993 frontend imaps of imap",
      ],
    ],
    ["a web server", "web1", [...always, "tcp/8080 backend web of www-physics from lb1, lb2", "tcp/8080 monitoring"]],
    ["a member without HTTP", "ldap1", [...always, "tcp/389 backend ldap of ldap from lb1, lb2", "tcp/636 monitoring"]],
    [
      "an anycast server",
      "dns1",
      [...always, ...announcing, "tcp/53 frontend dns of resolver", "udp/53 frontend dns of resolver"],
    ],
    [
      "an anycast server with ports besides its VIP",
      "kdc2",
      [...always, ...announcing, "udp/88 frontend kdc of kerberos", "tcp/754 port propagation of kerberos"],
    ],
    ["a route reflector", "rr1", [...always, ...announcing]],
    ["the monitoring host", "mon1", ["tcp/22 SSH", "tcp/443 port web", "tcp/9100 port node-exporter"]],
  ];

  test("questions reach every VIP of the catalog", () => {
    const asked = new Set(
      nodes.flatMap(([, name]) => FAMILIES.flatMap((family) => addressesOf(claims, nodeOf(name), family))),
    );
    const vips = [...fleet.services.values()]
      .filter(isEmitted)
      .flatMap(({ vip }) => [vip.ipv4 ?? [], vip.ipv6 ?? []].flat());
    expect(vips.length).toBeGreaterThan(0);
    expect(vips.filter((address) => !asked.has(address))).toEqual([]);
  });

  describe.each(nodes)("on %s", (_, name, expected) => {
    const node = nodeOf(name);
    const questions = questionsFor(fleet, claims, node);
    const admits = claims.admits.filter(({ nodes }) => nodes.includes(name));
    let wire: Wire;

    beforeAll(async () => {
      wire = await openWire(FAMILIES.flatMap((family) => addressesOf(claims, node, family)));
    });

    afterAll(() => wire.close());

    test("agrees with the claims for every address, port, transport and source", () => {
      wire.load(ruleset(name, claims.admits));
      expect(misjudged(wire, questions)).toEqual([]);
    });

    test("has a claim for everything that a reader of the catalog expects", () => {
      const said = admits.map(({ transport, port, why }) => `${transport}/${port} ${why}`);
      for (const line of expected) expect(said).toContainEqual(expect.stringContaining(line));
    });

    test("counts packets of each claim, under its reason as comment", () => {
      wire.load(ruleset(name, claims.admits));
      wire.ask(questions);
      const lists = wire.run("nft", ["list", "table", "inet", "intentlb"]);
      // Two maps may contain a node's own address; the first one that admits the source counts.
      for (const { address, transport, port, why } of admits) {
        const place = address === "*" ? `${transport} . ${port}` : `${address} . ${transport} . ${port}`;
        const [element] = lists.match(new RegExp(`(?<![.\\d] )${place} counter packets [1-9].*`)) ?? [];
        expect(element, place).toContain("comment");
        if (!element?.includes(' more"')) expect(element).toContain(why.slice(0, 20));
      }
    });

    test("tests an allowed and a blocked source for each claim", () => {
      expect(admits.length).toBeGreaterThan(0);
      for (const admit of admits) {
        const at = questions.filter((question) => isAt(admit, question, node.addresses[admit.family]?.address));
        expect(
          at.some(({ admitted }) => admitted),
          admit.why,
        ).toBe(true);
        expect(
          at.some(({ admitted }) => !admitted),
          admit.why,
        ).toBe(true);
      }
    });

    test("would fail if the firewall admitted less or more", () => {
      const [dropped] = admits.filter(({ why }) => why === "SSH");
      if (dropped === undefined) throw new Error("nobody may administer the node");
      wire.load(
        ruleset(
          name,
          claims.admits.filter((admit) => admit !== dropped),
        ),
      );
      const missing = misjudged(wire, questions);
      expect(missing.length).toBeGreaterThan(0);
      for (const line of missing) expect(line).toMatch(/ tcp\/22 refused$/);

      wire.load(ruleset(name, [...claims.admits, { ...dropped, port: 23, nodes: [name] }]));
      const added = misjudged(wire, questions);
      expect(added.length).toBeGreaterThan(0);
      for (const line of added) expect(line).toMatch(/ tcp\/23 let in$/);
    });
  });
});

/** Packets for which the firewall and the claims disagree. */
function misjudged(wire: Wire, questions: readonly Question[]): string[] {
  const passed = wire.ask(questions);
  return questions
    .filter((question) => question.admitted !== passed.has(question))
    .map((question) => {
      const { from, to, transport, port } = question;
      return `${from} to ${to} ${transport}/${port} ${passed.has(question) ? "let in" : "refused"}`;
    });
}

function isAt(admit: Admit, question: Question, own: string | undefined): boolean {
  const { family, port, transport } = admit;
  const to = admit.address === "*" ? own : admit.address;
  return question.family === family && question.port === port && question.transport === transport && question.to === to;
}

function ruleset(name: string, admits: readonly Admit[]): string {
  const files = nftables.emit({ fleet, model: undefined }, arrangeClaims([...claims.binds, ...admits]));
  const file = files.find(({ node, path }) => node === name && path.endsWith("/intentlb.nft"));
  if (file === undefined) throw new Error(`no firewall for ${name}`);
  return file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}

function nodeOf(name: string): Node {
  const node = fleet.nodes.get(name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
}

function campus() {
  const { fleet, claims } = compileText(readFolder(join(packageRoot, "examples/campus")));
  if (fleet === undefined || claims === undefined) throw new Error("campus has errors");
  return { fleet, claims };
}
