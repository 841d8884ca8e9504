import type { Service } from "../../src/contract/fleet.ts";
import { ADDRESS, type CommandUse } from "./itl.ts";

/** A program of the catalog as a check command of its own: agents run only commands that are defined here. */
export interface CatalogCommand {
  readonly name: string;
  readonly argv: readonly string[];
  readonly service: Service;
  /** Whether the carriers of the VIP run it; otherwise the monitoring hosts do. */
  readonly local: boolean;
}

/**
 * How rules use a command, which has the name of its check. The program gets the address in the same way as from the
 * health daemon.
 */
export function catalogCommand(check: string): CommandUse {
  return { command: commandName(check), vars: {} };
}

function commandName(check: string): string {
  return `command:${check}`;
}

/** Environment of such programs: the same as from the health daemon. */
export const ENVIRONMENT = {
  INTENTLB_SERVICE: "$intentlb_service$",
  INTENTLB_ADDRESS: ADDRESS,
  INTENTLB_FAMILY: "$intentlb_family$",
} as const;

/** The programs of services that are configured. */
export function catalogCommands(services: readonly Service[]): CatalogCommand[] {
  return services.flatMap((service) => {
    const { check } = service.health;
    const health = service.balance.by === "anycast" ? (check?.command ?? []) : [];
    return [
      ...(health.length === 0
        ? []
        : [{ name: commandName(`${service.name}::health`), argv: health, service, local: true }]),
      ...service.monitoring.checks.flatMap(({ name, question }) =>
        question.command === undefined
          ? []
          : [
              {
                name: commandName(`${service.name}::check:${name}`),
                argv: question.command,
                service,
                local: false,
              },
            ],
      ),
    ];
  });
}
