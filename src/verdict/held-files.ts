import type { Fleet } from "../contract/fleet.ts";
import { at } from "../contract/origin.ts";
import type { Span } from "../contract/source.ts";

/** Files that nodes have besides the generated ones, and the values of the catalog that name them. */
export function heldFiles(fleet: Fleet | undefined): Map<string, Span> {
  const certificates = [...(fleet?.certificates.values() ?? [])];
  return new Map(certificates.map((certificate) => [certificate.file, at(certificate, "file")]));
}
