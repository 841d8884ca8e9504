import { spawn } from "node:child_process";
import { once } from "node:events";
import { Command } from "commander";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { labFolder } from "../cache/cache-folder.ts";
import { fail } from "../fail.ts";

const HELP = `
Machines are nodes, routers, and clients by the name of their network (\`world\` is a client in no network). The command
sees the machine's own files, addresses and processes. It ends at the latest when the fleet is removed.

Examples:
  intentlb prove --keep                        leave the fleet running after the proof
  intentlb prove enter lb1                     from another terminal: a shell on a load balancer
  intentlb prove enter core1 -- birdc show route
  intentlb prove enter world -- curl -v http://192.0.2.10/

Exit status: that of the command, or 2 if there is no such machine.`;

/** `intentlb prove enter`: a shell inside the running fleet. */
export function proveEnterCommand(): Command {
  return new Command("enter")
    .description("run a command, or a shell, on a machine of a running fleet")
    .argument("<machine>", "a node, a router, or the network of a client")
    .argument("[command...]", "program and its arguments")
    .passThroughOptions()
    .addHelpText("after", HELP)
    .action(enter);
}

async function enter(machine: string, command: readonly string[]): Promise<void> {
  const [{ runningMachines }, { entering }, { PATH }] = await Promise.all([
    import("../../lab/machines/lab-machines.ts"),
    import("../../lab/enter.ts"),
    import("../../lab/start-fabric.ts"),
  ]);
  const runtime = labFolder(process.env);
  const machines = runtime === undefined ? new Map() : runningMachines(runtime);
  const first = machines.get(machine);
  if (first === undefined) {
    const help = didYouMean(machine, machines.keys());
    if (machines.size === 0) fail("no fleet of this user is running: start one with `intentlb prove --keep`");
    else fail(`there is no machine \`${machine}\` in the fleet${help === undefined ? "" : `: ${help}`}`);
    return;
  }
  const inside = command[0] === "--" ? command.slice(1) : command;
  const [program = "", ...args] = [...entering(first.pid), ...(inside.length === 0 ? SHELL : inside)];
  const { TERM = "dumb" } = process.env;
  const child = spawn(program, args, { stdio: "inherit", cwd: "/", env: { PATH, TERM, HOME: "/", LC_ALL: "C.UTF-8" } });
  // A pressed key is for the program that runs there.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const [status]: (number | null)[] = await once(child, "close");
  process.off("SIGINT", ignore);
  process.exitCode = status ?? KILLED;
}

/** bash's prompt shows the machine's name. */
const SHELL = ["sh", "-c", "command -v bash >/dev/null && exec bash --norc; exec sh -i"];

/** Exit status as shells count: 128 plus the number of SIGKILL, which everything gets when the fleet is removed. */
const KILLED = 137;
