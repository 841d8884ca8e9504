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
 * A self-signed certificate and its key in one text, used as certificate, key and authority in place of the node's real
 * ones. Without it daemons would only complain about the missing file.
 * @param name its subject: Icinga uses the name in its certificate as its own, others ignore it when they only check
 * @returns why there is none, if openssl fails
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

/** A slash separates parts of a subject; names contain none. */
function request(name: string): string[] {
  return [
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
    ...["-keyout", "key.pem", "-out", "certificate.pem"],
  ];
}
