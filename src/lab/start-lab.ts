import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../output/tree/build-tree.ts";
import { daemonNamed } from "./daemons.ts";
import type { Lab } from "./lab.ts";
import { cleanUp, makeLabFolder } from "./lab-folder.ts";
import type { LabInput } from "./lab-input.ts";
import { makeCertificates } from "./machines/certificates.ts";
import { filesOf } from "./machines/node-files.ts";
import { memberAuthorities } from "./members/member-authorities.ts";
import { planListeners } from "./members/plan-listeners.ts";
import { MEMBER_CERTIFICATES } from "./members/start-members.ts";
import { bridgeCommands } from "./network/network-commands.ts";
import { planNetwork } from "./network/plan-network.ts";
import { runLab } from "./run-lab.ts";
import { insideOf, startFabric } from "./start-fabric.ts";

export interface LabOptions {
  /** Folder for the lab's own files, only accessible to this user; labs of other provers may be there, too. */
  readonly runtime: string;
}

/**
 * Starts a fleet in namespaces: each node with its daemons on its generated files, stubs for everything that is not
 * generated, clients in all networks. Remains of labs whose prover was killed are removed first.
 * @throws if the machine does not allow it or a daemon does not start, with the message; nothing is left behind then
 */
export async function startLab(input: LabInput, { runtime }: LabOptions): Promise<Lab> {
  const { fleet, claims, tree } = input;
  await cleanUp(runtime);
  const folder = makeLabFolder(runtime);
  const plan = planNetwork(fleet, claims);
  mkdirSync(insideOf(folder));
  writeFileSync(join(insideOf(folder), "fabric.ip"), `${bridgeCommands(plan).join("\n")}\n`);
  mkdirSync(join(folder, "keys"));
  let stop = async () => rmSync(folder, { recursive: true, force: true });
  try {
    const fabric = await startFabric(folder);
    const remove = stop;
    stop = () => fabric.stop().finally(remove);
    const listeners = planListeners(input);
    const authorities = memberAuthorities(fleet, listeners);
    const certificates = await makeCertificates(fleet, { nodes: identified(tree), authorities }, join(folder, "keys"));
    writeFileSync(join(folder, MEMBER_CERTIFICATES), JSON.stringify(certificates.members), { mode: 0o600 });
    const filesByMachine = new Map(
      plan.machines.map((machine) => [machine.name, filesOf(machine, { plan, tree, fleet, certificates })]),
    );
    const played = listeners.filter((listener) => listener.played);
    const lab = await runLab({ folder, fabric, plan, filesByMachine, listeners: played });
    return { ...lab, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nodes with a daemon that needs a certificate with their name. */
function identified({ units }: Tree): string[] {
  const nodes = units.filter(({ daemon }) => daemonNamed(daemon)?.identity).map(({ node }) => node);
  return [...new Set(nodes)];
}
