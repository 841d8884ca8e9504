import type { Family, Fleet, Node } from "./fleet.ts";
import type { HeardRequest } from "./heard-request.ts";
import type { LabChecks, LabNotifications } from "./lab-checks.ts";

/** A file on a machine of the lab. */
export interface LabFile {
  /** Without the leading slash. */
  readonly path: string;
  readonly mode: number;
  /** `user:group` */
  readonly owner: string;
  readonly bytes: Buffer;
  /** A symbolic link to the path in the bytes. */
  readonly isLink?: true;
}

export function labFile(path: string, text: string, mode = 0o644): LabFile {
  return { path: path.replace(/^\//, ""), mode, owner: "root:root", bytes: Buffer.from(text) };
}

/** Text of the file with this path, without the leading slash. */
export function textOf(files: readonly LabFile[], path: string): string | undefined {
  return files.find((file) => file.path === path)?.bytes.toString("utf8");
}

/** A test for a file of the tree. */
export function hasFile(path: string): (files: readonly LabFile[]) => boolean {
  return (files) => files.some((file) => file.path === path);
}

/** Order in which a machine starts its daemons: the firewall first, monitoring last. */
export const LAB_PHASES = ["firewall", "servers", "routing", "health", "monitoring"] as const;

/**
 * Milliseconds between checks, and until the first one, as long as what is checked has never been up, when the lab starts: a
 * proof does not wait for checks that the catalog wants every ten minutes. Later checks come as the catalog says.
 */
export const FIRST_CHECKS = 1000;

/** The same after a failure, because a machine may be too busy for its checks. */
export const FAILED_CHECKS: number = 5 * FIRST_CHECKS;

/** A machine of the lab, as a daemon's own files see it. */
export interface LabHost {
  /** Name of the node, or of a router that the catalog does not have. */
  readonly name: string;
  /** Absent for routers that the catalog does not have. */
  readonly node?: Node;
  readonly fleet: Fleet;
  /** Its files from the tree. */
  readonly generated: readonly LabFile[];
  /** Certificate of the lab's authority, in PEM. */
  readonly authority: string;
  /** Certificate chain and key in the node's name, in PEM; present if the daemon needs an `identity`. */
  readonly identity?: string;
}

/** A server of a load balancer that should take requests, as the running daemon sees it. */
export interface ServerState {
  readonly address: string;
  readonly port: number;
  readonly isUp: boolean;
  /** Whether it is checked and its first check has no result yet: until then it counts as healthy. */
  readonly isPending: boolean;
  /** Its own check, if it has one: servers may also follow that of another. */
  readonly check?: { readonly port: number; readonly hasFailed: boolean };
  /** Service that it belongs to; absent if several have the server in common. */
  readonly service?: string;
}

/** A connection through a load balancer that is idle, as the running daemon sees it. */
export interface StreamState {
  /** Address of the client. */
  readonly from: string;
  /** Where it came in. */
  readonly address: string;
  readonly port: number;
  /** Where it went, if that is a backend of a service. */
  readonly service?: string;
  readonly backend?: string;
  /** How long it would wait for the client, and for the member, in all; absent if it waits for nobody there. */
  readonly client?: TimeRange;
  readonly server?: TimeRange;
}

/** Milliseconds: daemons tell times in seconds, or less exactly. */
export interface TimeRange {
  readonly least: number;
  readonly most: number;
}

/**
 * How a daemon runs in the lab: `lab.ts` in its generator's folder, found by the generated registry. Its files are the
 * generated ones; whatever else it has on a Debian host is described here.
 */
export interface LabDaemon {
  /** Generator whose files it runs on. */
  readonly name: string;
  readonly phase: (typeof LAB_PHASES)[number];
  /** Programs that it needs on this machine, with Debian's packages. */
  readonly programs: readonly LabProgram[];
  /** Whether a machine with these files runs it. */
  readonly runs: (files: readonly LabFile[]) => boolean;
  /** What it serves as a member, if the lab plays no server in its place; absent if it serves nothing. */
  readonly serves?: "http";
  /**
   * Present if it refuses clients by itself, too, wherever it listens for services, whatever the firewall lets through; and on
   * these ports of the node's own, where clients that are admitted get a page.
   */
  readonly guards?: { readonly ownPorts: readonly number[] };
  /** Whether a VIP is announced only where this daemon runs. */
  readonly announces?: true;
  /** Present if it speaks BGP with its peers. */
  readonly bgp?: LabBgp;
  /** Whether it needs a certificate in the name of its node. */
  readonly identity?: true;
  /** Folder for the files that are generated for the operators of other machines (`_peers/<machine>/`). */
  readonly peerFolder?: string;
  /** Folders below `/run` and `/var` that the package or systemd would make. */
  readonly folders: readonly LabFolder[];
  /** Files besides the generated ones. */
  readonly files?: (host: LabHost) => readonly LabFile[];
  /**
   * Lines of shell; they return once the daemon does its work.
   * @param isFirst whether the lab itself starts, so that first checks may come early; not after a fault
   */
  readonly start: (files: readonly LabFile[], isFirst: boolean) => readonly string[];
  /** File with the PID of its main process, which stops the others when it ends. Absent if there is no process. */
  readonly pidFile?: string;
  /** Lines of shell that reload it, as its generated unit says; they return once the new process does its work. */
  readonly reload?: (files: readonly LabFile[]) => readonly string[];
  /** The command that makes it forget what it counted about clients; undefined if it counts nothing. */
  readonly forget?: (files: readonly LabFile[]) => readonly string[] | undefined;
  /** How to get its servers, if it balances load and checks them. */
  readonly servers?: { readonly show: readonly string[]; readonly read: (answer: string) => readonly ServerState[] };
  /** How to get the connections that it has as a load balancer. */
  readonly streams?: { readonly show: readonly string[]; readonly read: (answer: string) => readonly StreamState[] };
  /** How to get what it received as a member, as the lab's stubs tell it. */
  readonly heard?: {
    readonly show: readonly string[];
    readonly read: (answer: string, machine: string) => readonly HeardRequest[];
  };
  /** How to get its logs as a web server, if it has some. */
  readonly logs?: {
    /** Prints what is known of requests for a path, and which services have a log of errors. */
    readonly show: (path: string) => readonly string[];
    readonly read: (answer: string) => Logs;
  };
  /** How to have it check all that it monitors, if it does. */
  readonly checks?: LabChecks;
  readonly notifications?: LabNotifications;
}

/** What a web server has in its logs. */
export interface Logs {
  readonly requests: readonly LoggedRequest[];
  /** Services with a log of errors. */
  readonly errors: readonly string[];
}

/** A line of a service's access log. */
export interface LoggedRequest {
  readonly service: string;
  /** Address of the client. */
  readonly client: string;
  readonly status: number;
  /** The format of the line; absent if it is none that the catalog knows. */
  readonly format?: "common" | "combined" | "vhost_combined";
}

/** How to make a BGP daemon misbehave, to see whether others, or its own filters, prevent the harm. */
export interface LabBgp {
  /** Whether its files let it announce anything in a family. */
  readonly announces: (files: readonly LabFile[], family: Family) => boolean;
  /** Its file with routes of its own in addition; with `toPeers` it announces them, whatever its filters say. */
  readonly leak: (files: readonly LabFile[], prefixes: readonly string[], toPeers: boolean) => LabFile;
  /** Reads its files again. */
  readonly reload: readonly string[];
  /** Prints the prefixes in its table. */
  readonly table: readonly string[];
}

/** A program, and the Debian package that has it. */
export interface LabProgram {
  readonly program: string;
  readonly debian: string;
}

export interface LabFolder {
  readonly path: string;
  /** `user:group` */
  readonly owner: string;
  /** Octal. */
  readonly mode: string;
}
