import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import type { IcmpMessage } from "./frames.ts";
import { ANYCAST } from "./scenarios.ts";
import { openWire, type Wire } from "./wire.ts";

const NEIGHBOUR = "fe80::99";
const FAR = "2001:db8:5::1";
const HOP_LIMITS = [1, 64, 255];

// What RFC 4890 says about ICMPv6 to hosts, for every assigned type, from a neighbour and from elsewhere.
describeWith(["nft", "ip", "namespaces"], "ICMPv6 through the firewall", () => {
  const ruleset = firewall();
  let wire: Wire;

  beforeAll(async () => {
    wire = await openWire([ANYCAST.own.ipv6]);
    wire.load(ruleset);
  });

  afterAll(() => wire.close());

  test("only types that hosts need pass, from where they need them", () => {
    const messages = [...range(1, 4), ...range(100, 101), ...range(127, 161), ...range(200, 201), 255].flatMap((type) =>
      [NEIGHBOUR, FAR].flatMap((from) =>
        HOP_LIMITS.map((hopLimit): IcmpMessage => ({ type, hopLimit, from, to: ANYCAST.own.ipv6 })),
      ),
    );
    expect(wire.tell(messages)).toEqual(messages.filter(isNeeded));
  });

  test("all types pass if no rules are loaded", () => {
    wire.run("nft", ["delete", "table", "inet", "intentlb"]);
    const messages = range(127, 161).map((type) => ({ type, hopLimit: 64, from: FAR, to: ANYCAST.own.ipv6 }));
    expect(wire.tell(messages)).toEqual(messages);
    wire.load(ruleset);
  });

  test("refused packets are logged a few times per second, and always counted", () => {
    // A namespace has no kernel log, so packets that would be logged are counted instead.
    wire.load(ruleset.replace(" log prefix", " counter log prefix"));
    const questions = range(1, 1000).map((port) => ({
      ...({ family: "ipv6", from: FAR, to: ANYCAST.own.ipv6, transport: "udp", admitted: false } as const),
      port: 20_000 + port,
    }));
    const begin = Date.now();
    expect(wire.ask(questions).size).toBe(0);
    const seconds = (Date.now() - begin) / 1000;
    const chain = wire.run("nft", ["list", "chain", "inet", "intentlb", "refused"]);
    const [logged, dropped] = [/limit.* counter packets (\d+).* log/, /\n\t\tcounter packets (\d+) .* drop/].map(
      (line) => Number(line.exec(chain)?.[1]),
    );
    expect(dropped).toBe(questions.length);
    expect(logged).toBeGreaterThanOrEqual(20);
    expect(logged).toBeLessThanOrEqual(20 + 5 * (seconds + 1));
  });
});

/** RFC 4890, 4.4.1 and 4.4.2. Errors (1 to 4) and echo replies (129) are allowed if they belong to a connection. */
function isNeeded({ type, hopLimit, from }: IcmpMessage): boolean {
  if (type === 128) return true;
  if ([133, 134, 135, 136, 141, 142, 148, 149].includes(type)) return hopLimit === 255;
  if ([130, 131, 132, 143].includes(type)) return from === NEIGHBOUR;
  return [151, 152, 153].includes(type) && from === NEIGHBOUR && hopLimit === 1;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function firewall(): string {
  const catalog = readFolder(join(packageRoot, "generators/nftables/cases", ANYCAST.case, "catalog"));
  const file = compileText(catalog).files.find(
    ({ node, path }) => node === ANYCAST.node && path.endsWith("/intentlb.nft"),
  );
  if (file === undefined) throw new Error(`no firewall for ${ANYCAST.node}`);
  return file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}
