import type { LabFile } from "../../contract/lab-daemon.ts";
import { daemonsOf } from "../daemons.ts";
import type { Machine } from "../network/lab-plan.ts";
import { addressCommands, kernelSettings, ruleCommands } from "../network/network-commands.ts";
import { networkdCommands } from "../network/networkd-commands.ts";

/** What a machine does once its files and wires are there: settings, addresses, folders. A shell script that stops at an error. */
export function setupScript(machine: Machine, files: readonly LabFile[]): string {
  return lines([
    ...kernelSettings(machine).map(setting),
    ...files.filter(({ path }) => /^etc\/sysctl\.d\/[^/]+\.conf$/.test(path)).flatMap(sysctlLines),
    ...batch("", [...addressCommands(machine), ...networkdCommands(files)]),
    ...batch("-4 ", ruleCommands(machine, "ipv4")),
    ...batch("-6 ", ruleCommands(machine, "ipv6")),
    ...files
      .filter(({ owner }) => owner !== "root:root")
      .map(({ owner, path }) => `chown ${quote(owner)} ${quote(`/${path}`)}`),
    ...daemonsOf(files).flatMap(({ folders }) =>
      folders.map(({ path, owner, mode }) => `install -d -m ${mode} -o ${owner.replace(":", " -g ")} ${path}`),
    ),
    ...files.filter(({ path }) => /^etc\/tmpfiles\.d\/[^/]+\.conf$/.test(path)).flatMap(tmpfilesLines),
  ]);
}

/**
 * Starts all daemons of a machine, one after the other.
 * @param isFirst whether the lab starts, not just this machine
 */
export function daemonScript(files: readonly LabFile[], isFirst: boolean): string {
  return lines(daemonsOf(files).flatMap((daemon) => daemon.start(files, isFirst)));
}

function batch(family: string, commands: readonly string[]): string[] {
  return commands.length === 0 ? [] : [`ip ${family}-batch - <<'END'`, ...commands, "END"];
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

/** A quoted word for the shell. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Not every kernel has every setting, and some can only be set on the host. */
function setting(text: string): string {
  const [path = "", value = ""] = text.split("=");
  return `[ ! -w /proc/sys/${path} ] || echo ${quote(value)} >/proc/sys/${path}`;
}

function sysctlLines({ bytes }: LabFile): string[] {
  return contentLines(bytes).map((line) => {
    const [key = "", value = ""] = line.replace(/^-/, "").split("=");
    return setting(`${key.trim().replaceAll(".", "/")}=${value.trim()}`);
  });
}

/** Only folders: `d /run/x 0755 user group`. */
function tmpfilesLines({ bytes }: LabFile): string[] {
  return contentLines(bytes).flatMap((line) => {
    const [type = "", path = "", mode = "-", user = "-", group = "-"] = line.split(/\s+/);
    if (!type.startsWith("d")) return [];
    const or = (value: string, otherwise: string) => (value === "-" ? otherwise : value);
    return [`install -d -m ${or(mode, "0755")} -o ${or(user, "root")} -g ${or(group, "root")} ${quote(path)}`];
  });
}

function contentLines(bytes: Buffer): string[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith(";"));
}
