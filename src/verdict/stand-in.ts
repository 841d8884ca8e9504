import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "./sandbox.ts";

/** A stand-in for files of a node, or why there is none. */
type StandIn = { readonly pem: string } | { readonly problem: string };

/** Makes the stand-in of each name once: the daemons of a node share it. */
export function standInMaker(folder: string, run: Run): (name: string) => Promise<StandIn> {
  const made = new Map<string, Promise<StandIn>>();
  return (name) => {
    const standIn = made.get(name) ?? makeStandIn(name, folder, run);
    made.set(name, standIn);
    return standIn;
  };
}

/**
 * A self-signed certificate and its key in one text, which serves as certificate, key and authority where a node has real
 * ones. Without it a missing file would be all that a daemon speaks of.
 * @param name whom it speaks for: Icinga takes the name in its certificate for its own, others do not look at it when they
 *   only check
 * @returns why there is none, where openssl can't make it
 */
async function makeStandIn(name: string, folder: string, run: Run): Promise<StandIn> {
  const place = mkdtempSync(join(folder, "certificate-"));
  try {
    const { status, cause, output } = await run(request(name), place);
    if (status !== 0) return { problem: cause ?? output.trim() };
    return { pem: ["certificate.pem", "key.pem"].map((file) => readFileSync(join(place, file), "utf8")).join("") };
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** In a subject a slash separates parts, and names have none. */
function request(name: string): string[] {
  return [
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
    ...["-keyout", "key.pem", "-out", "certificate.pem"],
  ];
}
