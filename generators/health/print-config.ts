import { type Block, block } from "../../src/contract/block.ts";
import type { Node } from "../../src/contract/fleet.ts";
import type { Span } from "../../src/contract/source.ts";
import { HEALTH_INTERFACE, HEALTH_LIFETIME } from "../../src/fleet/announce/interfaces.ts";
import { renderTemplate } from "../../src/render/render-template.ts";
import type { HealthCheck } from "./health-check.ts";
import type { HealthVip } from "./model.ts";
import { record } from "./quote.ts";

const TEMPLATE = "generators/health/templates/health.conf.eta";

/** Prints configurations; what nodes have in common is printed once and shared. */
export function configPrinter(): (node: Node, vips: readonly HealthVip[]) => Block[] {
  const printed = new Map<string, Block>();
  const once = (key: string, print: () => string, causes: readonly Span[]): Block => {
    const made = printed.get(key) ?? block(key, [print()], causes);
    printed.set(key, made);
    return made;
  };
  return (node, vips) => {
    const checks = byName(vips);
    return renderTemplate(
      TEMPLATE,
      {
        node: record("node", node.name),
        interface: record("interface", HEALTH_INTERFACE, HEALTH_LIFETIME),
      },
      {
        checks: [...checks].map(([name, { check, vip }]) =>
          once(`check ${name}`, () => printCheck(check), name === "haproxy" ? [] : vip.causes),
        ),
        vips: vips.map((vip) => once(`vip ${vip.address}`, () => printVip(vip), vip.causes)),
      },
      [node.tree],
    );
  };
}

interface NamedCheck {
  readonly check: HealthCheck;
  readonly vip: HealthVip;
}

/** A check of a service or of HAProxy can belong to several addresses, and runs once. */
function byName(vips: readonly HealthVip[]): Map<string, NamedCheck> {
  const checks = new Map<string, NamedCheck>();
  for (const vip of vips) {
    for (const check of vip.checks) {
      const before = checks.get(check.name)?.check ?? check;
      if (before !== check && printCheck(before) !== printCheck(check)) {
        throw new Error(`two health checks have the name ${check.name}`);
      }
      checks.set(check.name, { check, vip });
    }
  }
  return checks;
}

function printCheck({ name, interval, timeout, rise, fall, question }: HealthCheck): string {
  return record("check", name, interval, timeout, rise, fall, ...question);
}

function printVip({ address, services, checks }: HealthVip): string {
  const names = services.map((service) => service.name).join(",");
  return record("vip", address, names, ...checks.map((check) => check.name));
}
