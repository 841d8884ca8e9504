import type { OutputFile } from "../../src/contract/block.ts";
import type { LabInput } from "../../src/lab/lab-input.ts";
import { narrowInput } from "../../src/lab/narrow-input.ts";
import { runningNodes } from "../../src/lab/network/plan-segments.ts";
import { mentions } from "./is-about.ts";
import { type Mutant, serviceIn } from "./mutant.ts";

/** Whether a daemon runs with whole fleets only. */
export function needsAll(daemon: string): boolean {
  return daemon === "icinga2";
}

/**
 * Returns a function that chooses the service to prove for a mutant: its own, or the one whose lab is the smallest with its node
 * and what it is about, or of those whose lines refer to its file. Absent if no service has to do with it.
 */
export function serviceChooser(input: LabInput, files: readonly OutputFile[]): (mutant: Mutant) => string | undefined {
  const labs = [...input.fleet.services.values()]
    .map(({ name, vip }) => ({
      name,
      vips: [vip.ipv4, vip.ipv6],
      nodes: new Set(runningNodes(narrowInput(input, new Set([name])).fleet).map((node) => node.name)),
    }))
    .sort((a, b) => a.nodes.size - b.nodes.size);
  const usersOf = (node: string, path: string) =>
    new Set(
      files
        .filter((file) => file.node === node)
        .flatMap(({ blocks }) => blocks.filter(({ lines }) => lines.some((line) => line.includes(`/${path}`))))
        .flatMap(({ key }) => serviceIn(key, input.fleet) ?? []),
    );
  return ({ node, daemon, service, subjects, was, path }) => {
    if (service !== undefined) return service;
    const needed = [node, ...subjects.filter((each) => input.fleet.nodes.has(each))];
    const fitting = labs.filter(({ nodes }) => needed.every((each) => nodes.has(each)));
    const users = usersOf(node, path);
    const about = `${subjects.join(" ")} ${was}`;
    const own = fitting.find(
      ({ name, vips }) => users.has(name) || vips.some((vip) => vip !== undefined && mentions(about, vip)),
    );
    return (own ?? (daemon === "bird" ? fitting[0] : undefined))?.name;
  };
}
