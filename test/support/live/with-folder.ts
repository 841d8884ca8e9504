import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../daemons.ts";
import type { KeyPair } from "./loopback-servers.ts";

/** Runs with its own folder, and removes it. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-checks-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A throw-away, self-signed certificate for www.uni.example. */
export function makeKeyPair(folder: string): KeyPair {
  const key = join(folder, "key.pem");
  const cert = join(folder, "cert.pem");
  const made = spawnSync(programPath("openssl") ?? "openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", "2", "-subj", "/CN=www.uni.example", "-addext", "subjectAltName=DNS:www.uni.example"],
    ...["-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
