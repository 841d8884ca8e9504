import type { Family, Transport } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import { placed } from "../cause-place.ts";
import type { BrokenPromise } from "../proof.ts";

/** Drift of a daemon on one node. */
export interface Mismatch {
  /** Services that it is about; empty if none. */
  readonly services: readonly string[];
  readonly node: string;
  readonly asked: string;
  readonly wanted: string;
  readonly seen: string;
  /** Value of the catalog that wants it; absent for what nobody wants. */
  readonly cause?: Span;
}

/** A failure per service, or one without a service. */
export function brokenBy({ services, node, asked, cause, ...rest }: Mismatch): BrokenPromise[] {
  const owners = services.length === 0 ? [{}] : services.map((service) => ({ service }));
  return owners.map((owner) => ({ ...owner, nodes: [node], asked: `drift: ${asked}`, ...rest, ...placed(cause) }));
}

/** The first of a claim's causes, which says best where it is written. */
export function firstCause([cause]: readonly Span[]): Pick<Mismatch, "cause"> {
  return cause === undefined ? {} : { cause };
}

/** `192.0.2.10 tcp/443`, as findings and reports write it. */
export function placeText(place: {
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly transport?: Transport;
}): string {
  const address = place.address === "*" ? `any ${place.family} address` : place.address;
  return `${address} ${place.transport ?? "port"}${place.transport === undefined ? " " : "/"}${place.port}`;
}

/** Number of entries that a message shows; the rest is counted. */
const SHOWN = 4;

export function listText(entries: readonly string[]): string {
  if (entries.length === 0) return "nobody";
  if (entries.length <= SHOWN) return entries.join(", ");
  return `${entries.slice(0, SHOWN - 1).join(", ")} and ${entries.length - SHOWN + 1} more`;
}
