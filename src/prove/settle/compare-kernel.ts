import type { LabInput } from "../../lab/lab-input.ts";
import type { BgpPath } from "../read-bird.ts";
import type { WrongHops } from "./compare-routes.ts";
import type { Hop } from "./hops.ts";
import { hops, ownersOf } from "./hops.ts";

/** Prints the kernel's routes from BIRD (protocol 12 of rtnetlink(7)) in both families. */
export const SHOW_KERNEL_ROUTES: readonly (readonly string[])[] = ["-4", "-6"].map((family) => [
  "ip",
  ...["-j", family, "route", "show", "proto", "12"],
]);

/** One route of `ip -j route`. */
interface KernelRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly nexthops?: readonly { readonly gateway?: string }[];
}

/** Gateways by prefix, in the output of `ip -j route`. */
export function readKernelRoutes(answers: readonly string[]): Map<string, ReadonlySet<string>> {
  const routes = answers.flatMap((answer): KernelRoute[] => (answer.trim() === "" ? [] : JSON.parse(answer)));
  return new Map(
    routes.map(({ dst, gateway, nexthops = [] }) => {
      const prefix = dst.includes("/") ? dst : `${dst}/${dst.includes(":") ? 128 : 32}`;
      const gateways = [gateway, ...nexthops.map((each) => each.gateway)];
      return [prefix, new Set(gateways.filter((each) => each !== undefined))];
    }),
  );
}

/**
 * Compares the gateways in a router's kernel with those of all equally good paths in its BIRD, which
 * passes no more of them to the kernel than its configuration allows.
 */
export function compareKernel(
  paths: readonly BgpPath[],
  kernel: ReadonlyMap<string, ReadonlySet<string>>,
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): WrongHops[] {
  const owners = ownersOf(fleet);
  return claims.announces.flatMap(({ prefix, services }): WrongHops[] => {
    const best = bestOf(paths.filter((path) => path.prefix === prefix));
    const gateways = new Set(best.flatMap((path) => path.gateways));
    const sent = kernel.get(prefix) ?? new Set();
    const used = best.filter((path) => path.gateways.some((gateway) => sent.has(gateway)));
    const strange = [...sent].filter((gateway) => !gateways.has(gateway));
    if (used.length === best.length && strange.length === 0) return [];
    const named = (addresses: readonly string[]): Hop[] =>
      hops([...new Set(addresses)].map((address) => ({ name: owners.get(address) ?? address, isReserve: false })));
    return [
      {
        prefix,
        services,
        wanted: named(best.map(({ nextHop }) => nextHop)),
        seen: named([...used.map(({ nextHop }) => nextHop), ...strange]),
      },
    ];
  });
}

/** The nearest of those with the highest preference. */
function bestOf(paths: readonly BgpPath[]): BgpPath[] {
  const preference = Math.max(...paths.map((path) => path.preference));
  const preferred = paths.filter((path) => path.preference === preference);
  const distance = Math.min(...preferred.map((path) => path.distance));
  return preferred.filter((path) => path.distance === distance);
}
