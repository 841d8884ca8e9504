import type { BrokenPromise } from "../proof.ts";
import type { WrongRoute } from "./await-routes.ts";
import { hopText } from "./compare-routes.ts";
import type { Hop } from "./hops.ts";

/** The difference on a router, once per service of the VIP. */
export function describeRoute({ router, knownTo, prefix, services, wanted, seen }: WrongRoute): BrokenPromise[] {
  const differing = [...without(wanted, seen), ...without(seen, wanted)].map(({ name }) => name);
  const owners = services.length === 0 ? [{}] : services.map((service) => ({ service }));
  const [asked, say] =
    knownTo === "kernel" ? (["kernel's next hops", sentTo] as const) : (["route", announcedBy] as const);
  return owners.map((owner) => ({
    ...owner,
    nodes: [...new Set(differing)],
    asked: `${asked} to ${prefix} on ${router}`,
    wanted: say(wanted),
    seen: say(seen),
  }));
}

function without(hops: readonly Hop[], others: readonly Hop[]): Hop[] {
  const texts = new Set(others.map(hopText));
  return hops.filter((hop) => !texts.has(hopText(hop)));
}

function announcedBy(hops: readonly Hop[]): string {
  return hops.length === 0 ? "no route" : `announced by ${hops.map(hopText).join(", ")}`;
}

function sentTo(hops: readonly Hop[]): string {
  return hops.length === 0 ? "no route" : hops.map(hopText).join(", ");
}
