import type { Span } from "../catalog/source.ts";
import type { Fleet } from "../resolve/fleet.ts";
import { at } from "../resolve/origin.ts";

/** Files that nodes hold beside the generated ones, and the values of the catalog that name them. */
export function heldFiles(fleet: Fleet | undefined): Map<string, Span> {
  const certificates = [...(fleet?.certificates.values() ?? [])];
  return new Map(certificates.map((certificate) => [certificate.file, at(certificate, "file")]));
}
