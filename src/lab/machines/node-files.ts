import { accessSync, constants } from "node:fs";
import type { Fleet } from "../../contract/fleet.ts";
import { type LabFile, type LabHost, labFile } from "../../contract/lab-daemon.ts";
import { present } from "../../contract/present.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import { daemonsOf } from "../daemons.ts";
import type { LabPlan, Machine } from "../network/lab-plan.ts";
import type { Certificates } from "./certificates.ts";
import { commandFiles } from "./command-files.ts";
import { treeFiles } from "./tree-files.ts";

/** Folder of certificates on client machines. */
export const CLIENT_CERTIFICATES = {
  authority: "/etc/intentlb-lab/authority.pem",
  foreign: "/etc/intentlb-lab/foreign.pem",
  /** Below it, at the path of the authority in the catalog, the certificate that it issued. */
  own: "/etc/intentlb-lab/clients",
};

/**
 * All files of a machine: the unchanged generated ones, other files that they require, and host names of the
 * others. Required programs are the host's own or stand-ins, and certificates that are not in the catalog are
 * treated as those of a CA: one for each file with the authorities of client certificates, and another for the rest.
 */
export function filesOf(
  machine: Machine,
  { plan, tree, fleet, certificates }: { plan: LabPlan; tree: Tree; fleet: Fleet; certificates: Certificates },
): LabFile[] {
  const common = [labFile("etc/hosts", hosts(plan)), labFile("etc/resolv.conf", "")];
  if (machine.kind === "client") {
    const { authority, clients, foreign } = certificates;
    return [
      ...common,
      labFile(CLIENT_CERTIFICATES.authority, authority),
      labFile(CLIENT_CERTIFICATES.foreign, foreign, 0o600),
      ...[...clients].map(([path, { own }]) => labFile(`${CLIENT_CERTIFICATES.own}${path}`, own, 0o600)),
    ];
  }
  const required = tree.units.filter(({ node }) => node === machine.name).flatMap(({ requires }) => requires);
  const commands = commandFiles(machine, fleet);
  const generated = treeFiles(tree, machine);
  const identity = certificates.byNode.get(machine.name);
  const host: LabHost = {
    ...{ name: machine.name, fleet, generated, authority: certificates.authority },
    ...present({ node: machine.node, identity }),
  };
  const beside = daemonsOf(generated).flatMap((daemon) => daemon.files?.(host) ?? []);
  const known = new Set([...commands, ...beside].map(({ path }) => `/${path}`));
  const demanded = [...new Set(required)]
    .filter((path) => !isProgram(path) && !known.has(path))
    .map((path) => {
      const certificate = certificates.byFile.get(path);
      if (certificate !== undefined) return labFile(path, certificate, 0o600);
      const { clients, authorities, authority } = certificates;
      return labFile(path, clients.get(path)?.authority ?? authorities.get(path) ?? authority);
    });
  return [...common, ...demanded, ...commands, ...beside, ...generated];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hosts({ machines }: LabPlan): string {
  const lines = machines.flatMap(({ name, ports }) =>
    ports.slice(0, 1).flatMap(({ addresses }) => addresses.map((address) => `${address.replace(/\/.*/, "")} ${name}`)),
  );
  return `${["127.0.0.1 localhost", "::1 localhost", ...lines].join("\n")}\n`;
}
