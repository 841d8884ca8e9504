import { startLab } from "../../../src/lab/start-lab.ts";
import { readFolder } from "../../support/read-folder.ts";
import { labInput } from "../campus-lab.ts";

/*
 * Starts `examples/minimal`, requests its website once, runs a script as root of a load balancer, prints one line with the
 * results, and stays until its standard input closes; then it stops cleanly. Arguments: the runtime folder, the script.
 */
const [runtime = "", script = ""] = process.argv.slice(2);
const lab = await startLab(labInput(readFolder("examples/minimal")), { runtime });
const machines = lab.plan.machines.map(({ name }) => name);
const namespaces = await Promise.all(
  machines.map(async (name) => (await lab.exec(name, ["readlink", "/proc/self/ns/net"])).stdout.trim()),
);
const ask = (address: string) =>
  lab.exec("world", ["curl", "-s", "-m", "5", "-H", "Host: www.shop.example", `http://${address}/`]);
const answers = [await ask("192.0.2.10"), await ask("[2001:db8:53::10]")].map(({ stdout }) => stdout.trim());
const users = (await lab.exec("lb1", ["ps", "-o", "user=", "-C", "haproxy"])).stdout.trim().split(/\s+/);
const heard = (await lab.exec("lb1", ["sh", "-c", script])).stdout;
process.stdout.write(`${JSON.stringify({ machines, namespaces, answers, users, heard })}\n`);
process.stdin.on("end", () => lab.stop().then(() => process.exit())).resume();
