import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidCheck, SaidPool, SaidServe } from "../../src/contract/said.ts";
import { readPoolName } from "../../src/fleet/pool-name.ts";
import { mapPath } from "./names.ts";

/** Puts questions to the socket of operators, one after the other; answers end in a NUL. */
const QUESTIONS = `
for my $question (@ARGV) {
    my $socket = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or die "HAProxy's socket: $!\\n";
    print $socket "$question\\n";
    print <$socket>, "\\0";
}`;

/** Bits of a server's states; Configuration Manual 2.6's management guide, "show servers state". */
const MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20;
const DRAINING = 0x08 | 0x10;
const CHECKED = 0x02;

/** Host names that HAProxy knows where, its servers, and which of them it checks: as its socket says. */
export const readBack: ReadBack = { processes: ["haproxy"], tells: ["serve", "pool", "check"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const [listening, statistics, states, maps] = await question(host, [
    "show fd",
    "show stat",
    "show servers state",
    "show map",
  ]);
  const servers = readServers(host.name, states ?? "", readStatistics(statistics ?? ""));
  const serves = await readServes(host, listening ?? "", maps ?? "");
  return { said: [...serves, ...servers], unclear: [] };
}

async function question(host: RunningHost, questions: readonly string[]): Promise<string[]> {
  if (questions.length === 0) return [];
  const answers = await host.run(["perl", "-MIO::Socket::UNIX", "-e", QUESTIONS, ...questions]);
  return answers.split("\0");
}

/** `show fd` says whose frontend's a descriptor is, the kernel where it listens, and the frontend's map who has an answer. */
async function readServes(host: RunningHost, listening: string, maps: string): Promise<SaidServe[]> {
  const frontends = new Map(
    [...listening.matchAll(/^ *(?<fd>\d+) : .* l\.st=RDY fe=(?<frontend>\S+) fam=ipv[46] /gm)].map(({ groups }) => [
      Number(groups?.["fd"]),
      groups?.["frontend"] ?? "",
    ]),
  );
  const ids = new Map(
    [...maps.matchAll(/^(?<id>\d+) \((?<path>[^)]+)\)/gm)].map(({ groups }) => [groups?.["path"], groups?.["id"]]),
  );
  const known = [...new Set(frontends.values())].flatMap((frontend) => {
    const id = ids.get(`/${mapPath(frontend, "hosts")}`);
    return id === undefined ? [] : [{ frontend, id }];
  });
  const entries = await question(
    host,
    known.map(({ id }) => `show map #${id}`),
  );
  return known.flatMap(({ frontend }, index) =>
    host.sockets
      .filter(({ descriptor }) => descriptor !== undefined && frontends.get(descriptor) === frontend)
      .flatMap(({ address, family, port }) =>
        [...(entries[index] ?? "").matchAll(/^0x\w+ (?<hostname>\S+) (?<service>\S+)$/gm)].map(
          ({ groups }): SaidServe => ({
            ...{ kind: "serve", address, family, port },
            ...{ hostname: groups?.["hostname"] ?? "", service: groups?.["service"] ?? "" },
          }),
        ),
      ),
  );
}

/** What the statistics say of each server, by `backend/server`. */
interface Statistics {
  /** For when others are gone. */
  readonly backup: boolean;
  /** Which server is checked in its place, as `backend/server`. */
  readonly tracked: string;
}

function readStatistics(statistics: string): Map<string, Statistics> {
  return new Map(
    rows(statistics, ",").map((row) => [
      `${row.get("pxname")}/${row.get("svname")}`,
      { backup: row.get("bck") === "1", tracked: row.get("tracked") ?? "" },
    ]),
  );
}

function readServers(
  asker: string,
  states: string,
  statistics: ReadonlyMap<string, Statistics>,
): (SaidPool | SaidCheck)[] {
  const pools = new Map<string, Omit<SaidPool, "targets"> & { targets: SaidPool["targets"][number][] }>();
  const checks: SaidCheck[] = [];
  // The first line is the version of the table.
  const table = rows(states.slice(states.indexOf("#")), " ");
  const byName = new Map(table.map((row) => [`${row.get("be_name")}/${row.get("srv_name")}`, row]));
  for (const [key, row] of byName) {
    const name = row.get("be_name") ?? "";
    const whose = readPoolName(name);
    if (whose === undefined) continue;
    const address = row.get("srv_addr") ?? "";
    const family = address.includes(":") ? "ipv6" : "ipv4";
    const pool = pools.get(name) ?? { kind: "pool", ...whose, targets: [] };
    pools.set(name, pool);
    const weight = numberIn(row, "srv_uweight");
    pool.targets.push({
      ...{ name: row.get("srv_name") ?? "", address, port: numberIn(row, "srv_port"), weight },
      backup: statistics.get(key)?.backup === true,
      state: stateOf(numberIn(row, "srv_admin_state"), weight),
    });
    const checked = byName.get(statistics.get(key)?.tracked ?? "") ?? row;
    if ((numberIn(checked, "srv_check_state") & CHECKED) === 0) continue;
    const port = numberIn(checked, "srv_check_port") || numberIn(checked, "srv_port");
    checks.push({ kind: "check", asker, service: whose.service, address, family, port });
  }
  return [...pools.values(), ...checks];
}

function numberIn(row: ReadonlyMap<string, string>, column: string): number {
  return Number(row.get(column) ?? 0);
}

function stateOf(administrative: number, weight: number): SaidPool["targets"][number]["state"] {
  if ((administrative & MAINTENANCE) !== 0) return "maintenance";
  return (administrative & DRAINING) !== 0 || weight === 0 ? "draining" : "active";
}

/** Rows below a line of names that begins with `#`, by name. */
function rows(table: string, separator: string): ReadonlyMap<string, string>[] {
  const [head = "", ...lines] = table.split("\n");
  const names = head.replace(/^# */, "").split(separator);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => new Map(line.split(separator).map((value, index) => [names[index] ?? "", value])));
}
