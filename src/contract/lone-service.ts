import type { Fleet, Service, Vip } from "./fleet.ts";

/** A VIP without the services at it. */
export type LoneVip = Omit<Vip, "services" | "fallback">;

/** A service with all that it names, but without a way to other services. */
export interface LoneService extends Omit<Service, "vip"> {
  readonly vip: LoneVip;
}

/** A fleet without its services: what a service can name, and what applies to each. */
export type Surroundings = Omit<Fleet, "services" | "vips">;
