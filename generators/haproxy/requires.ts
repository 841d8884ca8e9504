import { compareText } from "../../src/contract/compare-text.ts";
import type { Node } from "../../src/contract/fleet.ts";
import type { Model } from "./model.ts";

/** Certificates and authorities that a load balancer must have, sorted. */
export function requiredFiles(model: Model, node: Node): string[] {
  const carriers = model.carriers.find(({ nodes }) => nodes.includes(node));
  if (carriers === undefined) return [];
  const files = [
    ...carriers.frontends.flatMap(({ entries, tls }) =>
      entries.flatMap(({ frontend }) => [
        ...(tls && frontend.certificate !== undefined ? [frontend.certificate.file] : []),
        ...(frontend.spec.tls?.client_certificates === undefined ? [] : [frontend.spec.tls.client_certificates.ca]),
      ]),
    ),
    ...carriers.backends.flatMap(({ backend }) =>
      backend.spec.tls?.verify === true && backend.spec.tls.ca !== undefined ? [backend.spec.tls.ca] : [],
    ),
  ];
  return [...new Set(files)].sort(compareText);
}
