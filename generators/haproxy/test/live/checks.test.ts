import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { throwAwayCertificate } from "../../../../test/support/check-haproxy.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import type { ServerKind } from "../../../../test/support/live/haproxy-messages.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { memberStates } from "./member-states.ts";

const LB = "10.1.1.11";
const MEMBER = "10.1.8.1";
const MANAGEMENT = "10.1.99.5";

/** Per type of check: a server that passes it, and one that accepts the connection but fails it; absent if there is none. */
const CHECKS: readonly { readonly type: string; readonly port: number; well: ServerKind; ill?: ServerKind }[] = [
  { type: "tcp", port: 9001, well: "echo" },
  { type: "tls", port: 9002, well: "tls", ill: "echo" },
  { type: "http", port: 9003, well: "http", ill: "wrong" },
  { type: "https", port: 9004, well: "https", ill: "http" },
  { type: "ldap", port: 9005, well: "ldap", ill: "wrong" },
  { type: "smtp", port: 9006, well: "smtp", ill: "wrong" },
  { type: "mysql", port: 9007, well: "mysql", ill: "wrong" },
  { type: "postgresql", port: 9008, well: "postgresql", ill: "wrong" },
  { type: "redis", port: 9009, well: "redis", ill: "wrong" },
  { type: "smtp-proxied", port: 9010, well: "smtp-proxied", ill: "wrong" },
];

describeWith(["haproxy", "openssl", "ip", "namespaces"], "checks on a running HAProxy", () => {
  let lab: HaproxyLab;
  const pem = throwAwayCertificate();
  const listen = (kind: ServerKind, port: number) => lab.do({ do: "listen", kind, address: MEMBER, port, pem });
  const othersThan = async (state: string): Promise<string[]> => {
    const states = await memberStates(lab, LB, MANAGEMENT);
    return CHECKS.map(({ type }) => type).filter((type) => !states[`${type}.tcp/one`]?.startsWith(state));
  };
  const allAre = (state: string) =>
    expect.poll(() => othersThan(state), { timeout: PATIENCE, interval: 100 }).toEqual([]);

  beforeAll(async () => {
    lab = openHaproxyLab(["192.0.2.70", LB, MEMBER, MANAGEMENT], MANAGEMENT);
    for (const { well, port } of CHECKS) await listen(well, port);
    await lab.start(compileText(readFolder(join(packageRoot, "generators/haproxy/cases/checks/catalog"))), "lb1");
    await vi.waitUntil(async () => (await memberStates(lab, LB, MANAGEMENT))["tcp.tcp/one"] !== undefined, PATIENCE);
  });

  afterAll(() => lab.close());

  test("each type of check turns a member down and up", async () => {
    await allAre("UP");
    for (const { port, ill } of CHECKS) {
      await lab.do({ do: "close", address: MEMBER, port });
      if (ill !== undefined) await listen(ill, port);
    }
    await allAre("DOWN");
    for (const { port, well, ill } of CHECKS) {
      if (ill !== undefined) await lab.do({ do: "close", address: MEMBER, port });
      await listen(well, port);
    }
    await allAre("UP");
  });
});
