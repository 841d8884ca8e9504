import { join } from "node:path";
import type { LabDaemon, LabFile } from "../contract/lab-daemon.ts";
import { daemonsOf } from "./daemons.ts";
import { entering, runInside, spawnInside, visiting } from "./enter.ts";
import { inLanes } from "./in-lanes.ts";
import type { Fault, Lab } from "./lab.ts";
import { end } from "./lab-folder.ts";
import { daemonLimit, LANES } from "./limits.ts";
import { rememberMachines } from "./machines/lab-machines.ts";
import { daemonScript } from "./machines/machine-scripts.ts";
import { identify } from "./machines/process-identity.ts";
import { writeMachine } from "./machines/write-machine.ts";
import type { Listener } from "./members/listener.ts";
import { type Members, startMembers } from "./members/start-members.ts";
import type { LabPlan, Machine, Port } from "./network/lab-plan.ts";
import { BACKBONE } from "./network/plan-network.ts";
import { type Fabric, handOver, insideOf } from "./start-fabric.ts";

interface Parts {
  readonly folder: string;
  readonly fabric: Fabric;
  readonly plan: LabPlan;
  readonly filesByMachine: ReadonlyMap<string, readonly LabFile[]>;
  readonly listeners: readonly Listener[];
}

/** Starts all machines, servers and daemons in the namespaces, and returns the running lab. */
export async function runLab({ folder, fabric, plan, filesByMachine, listeners }: Parts): Promise<Omit<Lab, "stop">> {
  const numbers = new Map(plan.machines.map(({ name }, number) => [name, number]));
  const pids = new Map<string, number>();
  const players = new Map<string, Members>();
  const files = (machine: string) => known(filesByMachine, machine);
  const pidOf = (machine: string) => known(pids, machine);

  const startMachine = async (machine: string) => {
    try {
      pids.set(machine, await fabric.startMachine(known(numbers, machine)));
    } catch (error) {
      throw new Error(`${machine} does not start`, { cause: error });
    }
  };
  const startServers = async (own: readonly Listener[]) => {
    if (own.length === 0) return;
    const members = await startMembers(own, { folder, fabric: fabric.pid, pidOf });
    for (const { machine } of own) players.set(machine, members);
  };
  /** One program plays the servers of many machines. */
  const programs = () => [...new Set(players.values())];
  const ofAll = async (act: (members: Members) => Promise<void>) => void (await Promise.all(programs().map(act)));
  const serversOf = (machine: string) => listeners.filter((listener) => listener.machine === machine);
  const exec: Lab["exec"] = (machine, argv, options) => runInside(entering(pidOf(machine)), argv, options);
  const must = async (enter: readonly string[], argv: readonly string[]) => {
    const { status, stderr } = await runInside(enter, argv);
    if (status !== 0) throw new Error(`exit status ${status} of ${argv.join(" ")}:\n${stderr.trim()}`);
  };
  const startDaemons = async (machine: string, isFirst: boolean) => {
    const script = daemonScript(files(machine), isFirst);
    if (script === "") return;
    const { status, stderr } = await exec(machine, ["sh", "-ec", script], { timeout: daemonLimit(files(machine)) });
    if (status !== 0) throw new Error(`a daemon on ${machine} does not start:\n${stderr.trim()}`);
  };
  /** Packets are lost on the cable without the machine noticing, as when a switch in between fails. */
  const plug = async (machine: string, isPlugged: boolean, isMeant = (_: Port) => true) => {
    for (const { far, bridge } of machineOf(plan, machine).ports.filter(isMeant)) {
      const to = isPlugged ? ["master", bridge] : ["nomaster"];
      await must(entering(fabric.pid, "Umnup"), ["ip", "link", "set", far, ...to]);
    }
  };
  const dropServers = async (machine: string) => {
    await players.get(machine)?.drop(machine);
    players.delete(machine);
  };
  const killDaemon = ({ pidFile }: LabDaemon, machine: string) =>
    must(entering(pidOf(machine)), ["sh", "-c", KILL, "sh", pidFile ?? ""]);
  const startDaemon = (daemon: LabDaemon, machine: string) =>
    must(entering(pidOf(machine)), ["sh", "-ec", daemon.start(files(machine), false).join("\n")]);
  const signalDaemon = ({ pidFile }: LabDaemon, machine: string, name: "STOP" | "CONT") =>
    must(entering(pidOf(machine)), ["sh", "-c", SIGNAL, "sh", pidFile ?? "", name]);
  /** Daemons that are servers, like the lab's stubs. */
  const serving = (machine: string) => daemonsOf(files(machine)).filter(({ serves }) => serves !== undefined);

  const hang = async (machine: string, isHanging: boolean) => {
    const name = isHanging ? "STOP" : "CONT";
    await Promise.all([
      players.get(machine)?.hang(machine, isHanging),
      ...serving(machine).map((daemon) => signalDaemon(daemon, machine, name)),
    ]);
  };

  const fail = async (fault: Fault) => {
    const { machine } = fault;
    if (fault.kind === "hang") return hang(machine, true);
    if (fault.kind === "freeze") return signalDaemon(daemonOf(files(machine), fault.daemon), machine, "STOP");
    if (fault.kind === "uplink") return plug(machine, false, isUplink);
    if (fault.kind === "servers") {
      await Promise.all([dropServers(machine), ...serving(machine).map((daemon) => killDaemon(daemon, machine))]);
      return;
    }
    if (fault.kind === "daemon") return killDaemon(daemonOf(files(machine), fault.daemon), machine);
    await plug(machine, false);
    if (fault.kind === "link") return;
    for (const { far } of machineOf(plan, machine).ports)
      await must(entering(fabric.pid, "Umnup"), ["ip", "link", "delete", far]);
    await dropServers(machine);
    const first = identify(pidOf(machine));
    pids.delete(machine);
    if (first !== undefined) await end(first);
  };
  const restore = async (fault: Fault) => {
    const { machine } = fault;
    if (fault.kind === "hang") return hang(machine, false);
    if (fault.kind === "freeze") return signalDaemon(daemonOf(files(machine), fault.daemon), machine, "CONT");
    if (fault.kind === "uplink") return plug(machine, true, isUplink);
    if (fault.kind === "link") return plug(machine, true);
    if (fault.kind === "daemon") return startDaemon(daemonOf(files(machine), fault.daemon), machine);
    if (fault.kind === "machine") {
      await startMachine(machine);
      rememberMachines(folder, pids);
    }
    await startServers(serversOf(machine));
    if (fault.kind === "machine") return startDaemons(machine, false);
    await Promise.all(serving(machine).map((daemon) => startDaemon(daemon, machine)));
  };

  await inLanes(plan.machines, LANES, async (machine, number) => {
    const own = join(insideOf(folder), "machines", String(number));
    writeMachine(own, machine, files(machine.name));
    handOver(own);
    await startMachine(machine.name);
  });
  rememberMachines(folder, pids);
  // Daemons find the servers up at their first check.
  await startServers(listeners);
  await inLanes(plan.machines, LANES, ({ name }) => startDaemons(name, true));
  return {
    plan,
    files,
    exec,
    spawn: (machine, argv) => spawnInside(entering(pidOf(machine)), argv),
    visit: (machine, argv) =>
      spawnInside(visiting(fabric.pid), ["nsenter", `--net=/proc/${pidOf(machine)}/ns/net`, ...argv]),
    fail,
    restore,
    stubs: {
      show: (certificates) => ofAll(({ show }) => show(certificates)),
      answer: (wrongly) => ofAll(({ answer }) => answer(wrongly)),
      answered: async () => (await Promise.all(programs().map(({ answered }) => answered()))).flat(),
      heard: async () => (await Promise.all(programs().map(({ heard }) => heard()))).flat(),
      verify: () => {
        for (const { verify } of programs()) verify();
      },
    },
  };
}

/** Kills a process and its children at once, so that none of them can react; then waits for them. */
const KILL = `
read -r pid <"$1"
all="$pid $(cat "/proc/$pid/task/$pid/children")"
kill -9 $all
for pid in $all; do while [ -e "/proc/$pid" ]; do sleep 0.01; done; done`;

/** Sends a signal to a process and its children. */
const SIGNAL = `
read -r pid <"$1"
kill "-$2" $pid $(cat "/proc/$pid/task/$pid/children")`;

function isUplink({ bridge }: Port): boolean {
  return bridge === BACKBONE;
}

function daemonOf(files: readonly LabFile[], name: string): LabDaemon {
  const daemon = daemonsOf(files).find((each) => each.name === name);
  if (daemon?.pidFile === undefined) throw new Error(`no daemon ${name} here`);
  return daemon;
}

function machineOf(plan: LabPlan, name: string): Machine {
  const machine = plan.machines.find((each) => each.name === name);
  if (machine === undefined) throw new Error(`no machine ${name}`);
  return machine;
}

function known<T>(map: ReadonlyMap<string, T>, machine: string): T {
  const value = map.get(machine);
  if (value === undefined) throw new Error(`no machine ${machine}`);
  return value;
}
