import { type Block, block } from "../../../src/contract/block.ts";
import { at } from "../../../src/contract/origin.ts";
import type { Model } from "../model.ts";
import { isSilent, toldOfService } from "../monitored/recipients.ts";
import { entry, HEADER } from "../printed.ts";

const TABLE = "IntentlbServices";

/** What rules need to know about a service: its owner, and whether it is monitored silently. */
export function servicesFile({ services }: Model): Block[] {
  return [
    HEADER,
    block("table", ["", "// Owners of services, and whether they are notified.", `globals.${TABLE} = {}`]),
    ...services.map((service) =>
      entry(
        TABLE,
        service.name,
        {
          title: service.spec.description ?? service.name,
          ...toldOfService(service),
          ...(isSilent(service) ? { silent: true } : {}),
          ...(service.balance.by === "haproxy" ? { haproxy: true } : {}),
        },
        [at(service, "owner"), at(service, "state"), at(service, "monitoring")],
      ),
    ),
  ];
}
