import { present } from "../../src/contract/present.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidCheck, SaidLimit, SaidPool, SaidServe, SaidTarget } from "../../src/contract/said.ts";
import { readPoolName } from "../../src/fleet/pool-name.ts";
import {
  ADMIN_DRAINING,
  ADMIN_MAINTENANCE,
  askSocket,
  CHECK_CONFIGURED,
  readTable,
  splitAnswers,
} from "./admin-socket.ts";
import { buildModel } from "./model.ts";
import { mapPath } from "./names.ts";
import { sourcePortSettings } from "./process/source-ports.ts";

/** Host names that HAProxy serves and where, its limits, its servers, and which of them it checks, as reported by its socket. */
export const readBack: ReadBack = { processes: ["haproxy"], tells: ["serve", "limit", "pool", "check"], ask, settings };

/** The size of conntrack's table is not among them: it is the same for all namespaces of a machine. */
function settings({ fleet, claims }: Parameters<NonNullable<ReadBack["settings"]>>[0]) {
  return sourcePortSettings(buildModel(fleet), claims);
}

async function ask(host: RunningHost): Promise<Answers> {
  const questions = ["show fd", "show stat", "show servers state", `show map /${mapPath("hosts")}`];
  const [listening, statistics, states, hosts] = splitAnswers(await host.run(askSocket(questions)));
  const table = readStatistics(statistics ?? "");
  const servers = readServers(host.name, states ?? "", table);
  const frontends = readFrontends(listening ?? "");
  const serves = readServes(host, frontends, hosts ?? "");
  return { said: [...serves, ...readLimits(host, frontends, table), ...servers], unclear: [] };
}

/** Frontends by the descriptors that they listen on, from `show fd`. */
type Frontends = ReadonlyMap<number, string>;

function readFrontends(listening: string): Frontends {
  return new Map(
    [...listening.matchAll(/^ *(?<fd>\d+) : .* l\.st=RDY fe=(?<frontend>\S+) fam=ipv[46] /gm)].map(({ groups }) => [
      Number(groups?.["fd"]),
      groups?.["frontend"] ?? "",
    ]),
  );
}

/** The kernel gives the address and port of a descriptor, the statistics the limit of its frontend (`slim`). */
function readLimits(host: RunningHost, frontends: Frontends, statistics: Statistics): SaidLimit[] {
  return host.sockets.flatMap(({ descriptor, address, family, port }) => {
    const row = statistics.get(`${frontends.get(descriptor ?? -1)}/FRONTEND`);
    return row === undefined ? [] : [{ kind: "limit", address, family, port, connections: numberIn(row, "slim") }];
  });
}

/** The kernel gives the address and port of a descriptor, the map the host names of its frontend. */
function readServes(host: RunningHost, frontends: Frontends, map: string): SaidServe[] {
  const served = new Map<string, Pick<SaidServe, "hostname" | "service">[]>();
  const entries = map.matchAll(/^0x\w+ (?<frontend>[^/\s]+)\/(?<hostname>\S+) (?<service>\S+)$/gm);
  for (const { groups: { frontend = "", hostname = "", service = "" } = {} } of entries) {
    const own = served.get(frontend) ?? [];
    own.push({ hostname, service });
    served.set(frontend, own);
  }
  return host.sockets.flatMap(({ descriptor, address, family, port }) => {
    const own = served.get(frontends.get(descriptor ?? -1) ?? "") ?? [];
    return own.map((each): SaidServe => ({ kind: "serve", address, family, port, ...each }));
  });
}

/** Rows of the statistics: one of each server and one of each backend, by `backend/server` and `backend/BACKEND`. */
type Statistics = ReadonlyMap<string, ReadonlyMap<string, string>>;

function readStatistics(statistics: string): Statistics {
  return new Map(readTable(statistics, ",").map((row) => [`${row.get("pxname")}/${row.get("svname")}`, row]));
}

/** Algorithms as the statistics name them (Management Guide 2.6, 9.1 "algo"), which do not know `random`. */
const ALGORITHMS: Readonly<Record<string, NonNullable<SaidPool["algorithm"]>>> = {
  ...{ roundrobin: "round-robin", leastconn: "least-connections", source: "source", uri: "uri", first: "first" },
  unknown: "random",
};

/** How a backend chooses servers. */
function readBalancing(
  row: ReadonlyMap<string, string> | undefined,
): Pick<SaidPool, "algorithm" | "protocol" | "cookie"> {
  const protocol = (["http", "tcp"] as const).find((mode) => mode === row?.get("mode"));
  return present({ algorithm: ALGORITHMS[row?.get("algo") ?? ""], protocol, cookie: row?.get("cookie") || undefined });
}

function readServers(asker: string, states: string, statistics: Statistics): (SaidPool | SaidCheck)[] {
  const pools = new Map<string, Omit<SaidPool, "targets"> & { targets: SaidTarget[] }>();
  const checks: SaidCheck[] = [];
  const table = readTable(states, " ");
  const byName = new Map(table.map((row) => [`${row.get("be_name")}/${row.get("srv_name")}`, row]));
  for (const [key, row] of byName) {
    const name = row.get("be_name") ?? "";
    const whose = readPoolName(name);
    if (whose === undefined) continue;
    const address = row.get("srv_addr") ?? "";
    const family = address.includes(":") ? "ipv6" : "ipv4";
    const pool = pools.get(name) ?? {
      kind: "pool",
      ...whose,
      ...readBalancing(statistics.get(`${name}/BACKEND`)),
      targets: [],
    };
    pools.set(name, pool);
    const weight = numberIn(row, "srv_uweight");
    const about = statistics.get(key);
    pool.targets.push({
      ...{ name: row.get("srv_name") ?? "", address, port: numberIn(row, "srv_port"), weight },
      backup: about?.get("bck") === "1",
      state: stateOf(numberIn(row, "srv_admin_state"), weight),
      ...present({ connections: about === undefined ? undefined : numberIn(about, "slim") || undefined }),
    });
    // Another server may be checked in its place.
    const checked = byName.get(about?.get("tracked") ?? "") ?? row;
    if ((numberIn(checked, "srv_check_state") & CHECK_CONFIGURED) === 0) continue;
    const port = numberIn(checked, "srv_check_port") || numberIn(checked, "srv_port");
    const judged = statistics.get(`${checked.get("be_name")}/${checked.get("srv_name")}`);
    const [rise, fall] = ["check_rise", "check_fall"].map((column) => Number(judged?.get(column)) || undefined);
    checks.push({ kind: "check", asker, service: whose.service, address, family, port, ...present({ rise, fall }) });
  }
  return [...pools.values(), ...checks];
}

function numberIn(row: ReadonlyMap<string, string>, column: string): number {
  return Number(row.get(column) ?? 0);
}

function stateOf(administrative: number, weight: number): SaidPool["targets"][number]["state"] {
  if ((administrative & ADMIN_MAINTENANCE) !== 0) return "maintenance";
  return (administrative & ADMIN_DRAINING) !== 0 || weight === 0 ? "draining" : "active";
}
