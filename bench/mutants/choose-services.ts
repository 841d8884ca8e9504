import type { LabInput } from "../../src/lab/lab-input.ts";
import { narrowInput } from "../../src/lab/narrow-input.ts";
import { runningNodes } from "../../src/lab/network/plan-segments.ts";
import { mentions } from "./is-about.ts";
import type { Mutant } from "./mutant.ts";

/** Whether daemons themselves tell of most mistakes in these files, once all is settled: sessions, routes, checks. */
export function isTold(daemon: string): boolean {
  return daemon === "icinga2" || daemon === "bird";
}

/**
 * Returns a function that chooses the service to prove for a mutant: its own, or the one whose lab is the smallest with its node
 * and what it is about. Absent if no service needs them all.
 */
export function serviceChooser(input: LabInput): (mutant: Mutant) => string | undefined {
  const labs = [...input.fleet.services.values()]
    .map(({ name, vip }) => ({
      name,
      vips: [vip.ipv4, vip.ipv6],
      nodes: new Set(runningNodes(narrowInput(input, new Set([name])).fleet).map((node) => node.name)),
    }))
    .sort((a, b) => a.nodes.size - b.nodes.size);
  return ({ node, daemon, service, subjects, was }) => {
    if (isTold(daemon)) return undefined;
    if (service !== undefined) return service;
    const needed = [node, ...subjects.filter((each) => input.fleet.nodes.has(each))];
    const fitting = labs.filter(({ nodes }) => needed.every((each) => nodes.has(each)));
    return (
      fitting.find(({ vips }) =>
        vips.some((vip) => vip !== undefined && mentions(`${subjects.join(" ")} ${was}`, vip)),
      ) ?? fitting[0]
    )?.name;
  };
}
