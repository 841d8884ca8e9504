import type { CheckResult, LabChecks, LabOrder } from "../../src/contract/lab-checks.ts";
import { present } from "../../src/contract/present.ts";

/** Where Livestatus listens in the lab. */
export const LIVESTATUS = "/run/icinga2/livestatus";

/** Sends each argument as a query of its own, or else its input as commands; `perl-base` is enough. */
const PROGRAM = `
use strict; use IO::Socket::UNIX;
for my $query (@ARGV ? @ARGV : do { local $/; scalar <STDIN> }) {
  my $icinga = IO::Socket::UNIX->new(Peer => '${LIVESTATUS}') or die "${LIVESTATUS}: $!\\n";
  print $icinga $query;
  $icinga->flush;
  shutdown $icinga, 1;
  print <$icinga>, "\\n";
}`;

const STATES = {
  hosts: ["UP", "DOWN", "DOWN", "DOWN"],
  services: ["OK", "WARNING", "CRITICAL", "UNKNOWN"],
} as const;

/** Names of members' checks; the generator's README lists them all. */
const MEMBER = /^[^:]+:[^:]+:member$/;

/** Icinga's checks by Livestatus: Icinga 2 documentation, "Livestatus" and "External Commands". */
export const checks: LabChecks = {
  show: ["perl", "-e", PROGRAM, query("hosts", "name", "name"), query("services", "host_name", "description")],
  read: (answer) => answer.split("\n").flatMap((line) => (line.startsWith("[") ? readTable(JSON.parse(line)) : [])),
  force,
};

function query(table: keyof typeof STATES, ...names: readonly string[]): string {
  const groups = table === "hosts" ? "num_services" : "groups";
  const columns = [...names, groups, "has_been_checked", "last_check", "state", "plugin_output", "custom_variables"];
  return `GET ${table}\nColumns: ${columns.join(" ")}\nOutputFormat: json\n\n`;
}

type Row = readonly [
  host: string,
  name: string,
  groups: readonly string[] | number,
  hasRun: number,
  at: number,
  state: number,
  output: string,
  variables: readonly (readonly [name: string, value: unknown])[],
];

function readTable(rows: readonly Row[]): CheckResult[] {
  return rows.map(([host, name, groups, hasRun, at, state, output, variables]) => {
    const of = new Map(variables);
    const text = (variable: string) => of.get(variable)?.toString() || undefined;
    // Hosts have no groups that say of which service they are.
    const isHost = typeof groups === "number";
    const word = STATES[isHost ? "hosts" : "services"][state] ?? `state ${state}`;
    const [service] = isHost
      ? []
      : groups.flatMap((group) => group.match(/^service:(?<name>.+)$/)?.groups?.["name"] ?? []);
    return {
      host,
      ...present({ name: isHost ? undefined : name, service, peer: text("peer") }),
      ...present({ address: text("intentlb_address") ?? text("vip_address") }),
      isMember: MEMBER.test(name),
      isCount: of.has("counts"),
      at: hasRun === 1 ? at : 0,
      isOk: hasRun === 1 && state === 0,
      said: output.includes(word) ? output : `${word}: ${output}`,
    };
  });
}

function force(forced: readonly CheckResult[], now: number): LabOrder {
  return commandsTo(
    forced.map(({ host, name }) =>
      name === undefined
        ? `SCHEDULE_FORCED_HOST_CHECK;${host};${now}`
        : `SCHEDULE_FORCED_SVC_CHECK;${host};${name};${now}`,
    ),
    now,
  );
}

/** External commands, through Livestatus. */
export function commandsTo(commands: readonly string[], now: number): LabOrder {
  return {
    argv: ["perl", "-e", PROGRAM],
    input: commands.map((command) => `COMMAND [${now}] ${command}\n\n`).join(""),
  };
}
