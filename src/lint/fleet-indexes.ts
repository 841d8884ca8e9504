import type { Fleet, Vip } from "../contract/fleet.ts";
import { type ReferencedNames, referencedNames } from "./services/referenced-names.ts";
import { type Sites, sitesOf } from "./sites/sites-of.ts";
import { allVips } from "./vips/all-vips.ts";
import { type ServicesByAddress, servicesByAddress } from "./vips/services-by-address.ts";
import { type VipPort, vipPorts } from "./vips/vip-ports.ts";

/** Indexes that several rules use, built once for a fleet. */
export interface FleetIndexes {
  readonly vips: readonly Vip[];
  readonly vipPorts: readonly VipPort[];
  readonly byAddress: ServicesByAddress;
  readonly sites: Sites;
  readonly names: ReferencedNames;
}

export function indexFleet(fleet: Fleet): FleetIndexes {
  return {
    vips: allVips(fleet),
    vipPorts: vipPorts(fleet),
    byAddress: servicesByAddress(fleet),
    sites: sitesOf(fleet),
    names: referencedNames(fleet),
  };
}
