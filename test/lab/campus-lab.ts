import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault, Lab } from "../../src/lab/lab.ts";
import type { LabInput } from "../../src/lab/lab-input.ts";
import { labInputOf } from "../../src/lab/lab-input.ts";
import { startLab } from "../../src/lab/start-lab.ts";
import { until } from "../../src/lab/until.ts";
import { layOutTree } from "../../src/lay-out-tree.ts";
import { type BgpRoute, readRoutes, readSessions, SHOW_BGP_ROUTES } from "../../src/prove/read-bird.ts";
import { compileText } from "../support/compile-text.ts";
import { PATIENCE } from "../support/patience.ts";
import { readFolder } from "../support/read-folder.ts";

/** A router equally far from both sites. */
const BORDER = `
nodes:
  border1: {site: border, roles: [router], managed: false, addresses: {ipv4: 10.3.1.254/24, ipv6: "2001:db8:3:1::254/64"}}
`;

/** The catalog of campus with a third site that contains only a router. */
export function campusWithBorder(): Record<string, string> {
  const files = readFolder("examples/campus");
  const fleet = files["fleet.yaml"] ?? "";
  return {
    ...files,
    "fleet.yaml": fleet.replace("sites: [north, south]", "sites: [north, south, border]"),
    "border.yaml": BORDER,
  };
}

export function labInput(files: Readonly<Record<string, string>>): LabInput {
  const compilation = compileText(files);
  const { fleet, claims, findings } = compilation;
  if (fleet === undefined || claims === undefined) throw new Error(findings.map(({ message }) => message).join("\n"));
  return labInputOf(fleet, claims, layOutTree(compilation));
}

/** A lab in its own runtime folder; `close` removes both. */
export async function openLab(input: LabInput): Promise<{ lab: Lab; runtime: string; close: () => Promise<void> }> {
  const runtime = mkdtempSync(join(tmpdir(), "intentlb-lab-"));
  const remove = () => rmSync(runtime, { recursive: true, force: true });
  try {
    const lab = await startLab(input, { runtime });
    return {
      lab,
      runtime,
      close: async () => {
        await lab.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Standard output of a program that must succeed. */
export async function output(lab: Lab, machine: string, argv: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await lab.exec(machine, argv);
  if (status !== 0) throw new Error(`${argv.join(" ")} on ${machine}: status ${status}: ${stdout}${stderr}`);
  return stdout;
}

export async function routesOf(lab: Lab, machine: string): Promise<BgpRoute[]> {
  return readRoutes(await output(lab, machine, SHOW_BGP_ROUTES));
}

/** BIRD's next hops for a prefix on a machine. */
export async function nextHops(lab: Lab, machine: string, prefix: string): Promise<string[]> {
  return (await routesOf(lab, machine)).filter((route) => route.prefix === prefix).map(({ nextHop }) => nextHop);
}

/** Waits until BIRD has exactly these next hops; resolves to the milliseconds that it took. */
export function untilNextHops(lab: Lab, machine: string, prefix: string, wanted: readonly string[]): Promise<number> {
  return until(async () => {
    const seen = await nextHops(lab, machine, prefix);
    return { done: JSON.stringify(seen) === JSON.stringify(wanted), seen };
  }, PATIENCE);
}

/** Breaks something for the duration of the work, and always repairs it, so that the next test finds it intact. */
export async function during<T>(lab: Lab, fault: Fault, work: () => Promise<T>): Promise<T> {
  await lab.fail(fault);
  try {
    return await work();
  } finally {
    await lab.restore(fault);
  }
}

/** The announcements in the claims, as routes of a router, without preferred sites. */
export function promisedRoutes({ claims, fleet }: LabInput): BgpRoute[] {
  const routes = claims.announces.flatMap(({ prefix, family, nodes }) =>
    nodes.map((node) => ({
      ...{ prefix, nextHop: fleet.nodes.get(node)?.addresses[family]?.address ?? "", preference: 100 },
    })),
  );
  return routes.sort((a, b) => (`${a.prefix} ${a.nextHop}` < `${b.prefix} ${b.nextHop}` ? -1 : 1));
}

/** Waits until BIRD on a router has exactly the routes in the claims. */
export function untilPromised(lab: Lab, router: string, input: LabInput): Promise<number> {
  const promised = JSON.stringify(promisedRoutes(input));
  return until(async () => {
    const seen = await routesOf(lab, router);
    return { done: JSON.stringify(seen) === promised, seen };
  }, PATIENCE);
}

export async function sessionsOn(lab: Lab, machine: string): Promise<Map<string, boolean>> {
  return readSessions(await output(lab, machine, ["birdc", "-r", "show", "protocols"]));
}

/** Records changes of routes to the fleet's VIPs in a machine's kernel. */
export async function watchRoutes(lab: Lab, machine: string): Promise<{ changes: () => string[]; stop: () => void }> {
  const monitor = lab.spawn(machine, ["ip", "-o", "monitor", "route"]);
  let text = "";
  monitor.stdout.setEncoding("utf8").on("data", (data: string) => {
    text += data;
  });
  // It is ready once it sees a change of our own test route.
  await until(async () => {
    for (const change of ["add", "del"])
      await output(lab, machine, ["ip", "route", change, "203.0.113.254", "dev", "lo"]);
    return { done: text.includes("203.0.113.254"), seen: text };
  }, PATIENCE);
  return {
    changes: () => text.split("\n").filter((line) => /192\.0\.2\.|2001:db8:53:/.test(line)),
    stop: () => monitor.kill(),
  };
}
