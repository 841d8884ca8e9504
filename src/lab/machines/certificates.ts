import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { compareText } from "../../contract/compare-text.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { inLanes } from "../in-lanes.ts";
import { LANES, STEP } from "../limits.ts";
import type { MemberCertificates } from "../members/conduct.ts";

const run = promisify(execFile);

/** Throw-away certificates of authorities that exist only as long as the lab. Texts in PEM. */
export interface Certificates {
  /** The lab's authority; all certificates are of it unless stated otherwise. */
  readonly authority: string;
  /** Chain and key in one text, by the file in the catalog. */
  readonly byFile: ReadonlyMap<string, string>;
  /** Other authorities, which only members' certificates are of, by the file in the catalog. */
  readonly authorities: ReadonlyMap<string, string>;
  /** For members that terminate TLS: every name that clients may request. */
  readonly members: MemberCertificates;
  /** By the file in the catalog with the authority of client certificates: its content, and a certificate that it issued. */
  readonly clients: ReadonlyMap<string, { readonly authority: string; readonly own: string }>;
  /** For clients, of an authority that nobody trusts. */
  readonly foreign: string;
  /** Certificates with the name of a node. Chain and key in one text. */
  readonly byNode: ReadonlyMap<string, string>;
}

export interface CertificateOptions {
  /** Nodes that need a certificate with their own name. */
  readonly nodes: readonly string[];
  /** Files of authorities that are not the lab's, in groups of those that are the same. */
  readonly authorities: readonly (readonly string[])[];
}

/** A name that no member has. */
const MISNAMED = ["member.invalid"];

const CLIENT = ["client.invalid"];

/** Creates them below a folder with `openssl`. */
export async function makeCertificates(
  fleet: Fleet,
  { nodes, authorities }: CertificateOptions,
  folder: string,
): Promise<Certificates> {
  const lab = await makeAuthority(folder, "lab");
  const names = memberNames(fleet);
  const files = [...fleet.certificates.values()];
  const wanted = [names, MISNAMED, ...files.map((file) => file.names)];
  const foreign = await makeAuthority(folder, "foreign").then(({ issue }) => issue(names));
  const [own = "", misnamed = "", ...texts] = await inLanes(wanted, LANES, (each) => lab.issue(each));
  const byNode = await inLanes(nodes, LANES, async (name) => [name, await lab.issue([name], name)] as const);
  const others = await inLanes([...authorities.entries()], LANES, async ([index, group]) => {
    const { certificate, issue } = await makeAuthority(folder, `members${index}`);
    return { group, certificate, own: await issue(names), misnamed: await issue(MISNAMED) };
  });
  const clients = await inLanes([...clientAuthorities(fleet).entries()], LANES, async ([index, path]) => {
    const { certificate, issue } = await makeAuthority(folder, `clients${index}`);
    // Members' certificates are of the lab's authority then.
    const authority = verifiesMembers(path, fleet) ? `${certificate}${lab.certificate}` : certificate;
    return [path, { authority, own: await issue(CLIENT, "lab client") }] as const;
  });
  const stranger = await makeAuthority(folder, "stranger").then(({ issue }) => issue(CLIENT, "lab client"));
  const byAuthority = <T>(of: (other: (typeof others)[number]) => T) =>
    others.flatMap((other) => other.group.map((file) => [file, of(other)] as const));
  return {
    authority: lab.certificate,
    byFile: new Map(files.map(({ file }, index) => [file, texts[index] ?? ""])),
    authorities: new Map(byAuthority(({ certificate }) => certificate)),
    members: {
      own: Object.fromEntries([["", own], ...byAuthority((other) => other.own)]),
      // Load balancers trust the lab's authority as they trust public ones: only where the catalog names no other.
      foreign: Object.fromEntries([["", foreign], ...byAuthority(() => own)]),
      misnamed: Object.fromEntries([["", misnamed], ...byAuthority((other) => other.misnamed)]),
    },
    clients: new Map(clients),
    foreign: stranger,
    byNode: new Map(byNode),
  };
}

interface Authority {
  readonly certificate: string;
  /** @returns chain and key in one text */
  readonly issue: (names: readonly string[], common?: string) => Promise<string>;
}

async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const file = join(folder, `${name}.pem`);
  const key = join(folder, `${name}.key`);
  await openssl(["-keyout", key, "-out", file, "-subj", `/CN=${name}`, "-addext", "keyUsage=critical,keyCertSign"]);
  let count = 0;
  return {
    certificate: readFileSync(file, "utf8"),
    issue: async (names, common = "lab member") => {
      const base = join(folder, `${name}-${++count}`);
      // Names here may be longer than a common name.
      writeFileSync(
        `${base}.cnf`,
        `[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n${extensions(names)}`,
      );
      const subject = ["-config", `${base}.cnf`, "-subj", `/CN=${common}`];
      await openssl(["-CA", file, "-CAkey", key, ...subject, "-keyout", `${base}.key`, "-out", `${base}.pem`]);
      return `${readFileSync(`${base}.pem`, "utf8")}${readFileSync(`${base}.key`, "utf8")}`;
    },
  };
}

/** Longer than the remaining validity that monitoring requires. */
const DAYS = "400";

function openssl(args: readonly string[]): Promise<unknown> {
  const common = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS];
  return run("openssl", ["req", ...common, ...args], { timeout: STEP });
}

function extensions(names: readonly string[]): string {
  return `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\nbasicConstraints=critical,CA:FALSE\n`;
}

/** Files with the authorities of client certificates. */
function clientAuthorities(fleet: Fleet): string[] {
  const frontends = [...fleet.services.values()].flatMap((service) => service.frontends);
  return [...new Set(frontends.flatMap(({ spec }) => spec.tls?.client_certificates?.ca ?? []))].sort(compareText);
}

function verifiesMembers(file: string, { services }: Fleet): boolean {
  return [...services.values()].some(({ backends }) => backends.some(({ spec }) => spec.tls?.ca === file));
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
