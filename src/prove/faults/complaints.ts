import { present } from "../../contract/present.ts";
import type { BrokenPromise } from "../proof.ts";
import { inBrackets } from "../questions/access-of.ts";
import type { Question } from "../questions/question.ts";
import type { CheckedMember, PlannedFault } from "./planned-fault.ts";

/** During a fault, and after its repair. */
export type Phase = "meanwhile" | "after";

/** A failure of daemons that did not react to a fault in time. */
export function inTime(broken: BrokenPromise, fault: PlannedFault, phase: Phase): BrokenPromise {
  return {
    ...broken,
    asked: `${phase === "after" ? "after " : ""}${fault.name}: ${broken.asked}`,
    wanted: `${broken.wanted}${within(phase === "after" ? fault.bounds.back : fault.bounds.out)}`,
  };
}

/** `, within 13.0 s`; empty if nothing has to be noticed. */
export function within(milliseconds: number): string {
  return milliseconds === 0 ? "" : `, within ${(milliseconds / 1000).toFixed(1)} s`;
}

/** A load balancer that still uses a dead member, or does not use one that is back. */
export function wrongMember({ balancer, service, member, address, port }: CheckedMember, phase: Phase): BrokenPromise {
  const isBack = phase === "after";
  return {
    service,
    nodes: [balancer],
    asked: `member ${member} (${inBrackets(address)}:${port}) of HAProxy`,
    wanted: isBack ? "used again" : "removed from balancing",
    seen: isBack ? "not used" : "still used",
  };
}

/** A session of a reflector, `rr1 lb1-v4`, that is not established again. */
export function wrongSession(session: string): BrokenPromise {
  const [node = "", name = ""] = session.split(" ");
  return { nodes: [node], asked: `session ${name}`, wanted: "established", seen: "down" };
}

/** A backend whose member is back but never answers. */
export function unusedMember({ service, nodes, wanted }: Question, fault: PlannedFault): BrokenPromise {
  const machines = wanted.kind === "member" ? wanted.machines.filter((machine) => fault.nodes.includes(machine)) : [];
  return {
    ...present({ service }),
    nodes,
    asked: wanted.kind === "member" ? `backend ${wanted.backend}` : "answers",
    wanted: `some of ${machines.join(" or ")}`,
    seen: "none",
  };
}
