import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { compareText } from "../../contract/compare-text.ts";
import type { Fleet } from "../../contract/fleet.ts";

const run = promisify(execFile);

/** Throw-away certificates of a CA that exists only as long as the lab. Texts in PEM. */
export interface Certificates {
  readonly authority: string;
  /** Chain and key in one text, by the file in the catalog. */
  readonly byFile: ReadonlyMap<string, string>;
  /** For members that terminate TLS: every name that clients may request. */
  readonly member: string;
  /** For clients, if client certificates are required. */
  readonly client: string;
  /** Certificates with the name of a node. Chain and key in one text. */
  readonly byNode: ReadonlyMap<string, string>;
}

/**
 * Creates them below a folder with `openssl`.
 * @param nodes those that need a certificate with their own name
 */
export async function makeCertificates(fleet: Fleet, nodes: readonly string[], folder: string): Promise<Certificates> {
  const authority = join(folder, "authority.pem");
  const key = join(folder, "authority.key");
  await openssl(["-keyout", key, "-out", authority, "-subj", "/CN=lab", "-addext", "keyUsage=critical,keyCertSign"]);
  let count = 0;
  const issue = async (names: readonly string[], common = "lab member"): Promise<string> => {
    const base = join(folder, `certificate${++count}`);
    // Names here may be longer than a common name.
    writeFileSync(
      `${base}.cnf`,
      `[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n${extensions(names)}`,
    );
    const subject = ["-config", `${base}.cnf`, "-subj", `/CN=${common}`];
    await openssl(["-CA", authority, "-CAkey", key, ...subject, "-keyout", `${base}.key`, "-out", `${base}.pem`]);
    return `${readFileSync(`${base}.pem`, "utf8")}${readFileSync(`${base}.key`, "utf8")}`;
  };
  const files = [...fleet.certificates.values()];
  const [member, client, byNode, ...texts] = await Promise.all([
    issue(memberNames(fleet)),
    issue(["client.invalid"]),
    Promise.all(nodes.map(async (name) => [name, await issue([name], name)] as const)),
    ...files.map(({ names }) => issue(names)),
  ]);
  return {
    authority: readFileSync(authority, "utf8"),
    byFile: new Map(files.map(({ file }, index) => [file, texts[index] ?? ""])),
    member,
    client,
    byNode: new Map(byNode),
  };
}

/** Longer than the remaining validity that monitoring requires. */
const DAYS = "400";

function openssl(args: readonly string[]): Promise<unknown> {
  const common = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS];
  return run("openssl", ["req", ...common, ...args], { timeout: 20_000 });
}

function extensions(names: readonly string[]): string {
  return `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\nbasicConstraints=critical,CA:FALSE\n`;
}

/** Host names of services, names that backends verify and checks request, and names of nodes. */
function memberNames(fleet: Fleet): string[] {
  const services = [...fleet.services.values()];
  const backends = services.flatMap((service) => service.backends);
  const names = [
    ...fleet.nodes.keys(),
    ...services.flatMap((service) => service.hostnames),
    ...backends.flatMap(({ spec, check }) => [spec.tls?.server_name ?? [], check?.host ?? []].flat()),
    ...backends.flatMap(({ members }) => members.flatMap(({ serverName }) => serverName ?? [])),
  ];
  return [...new Set(names)].sort(compareText);
}
