import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LabFile } from "../../contract/lab-daemon.ts";
import type { Machine } from "../network/lab-plan.ts";
import { plugCommands, wireCommands } from "../network/network-commands.ts";
import { setupScript } from "./machine-scripts.ts";

/** Writes the folder that `programs/machine.sh` starts a machine from. */
export function writeMachine(folder: string, machine: Machine, files: readonly LabFile[]): void {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""));
  // Only machines outside the catalog have names that are not valid host names.
  put("hostname", [machine.name.replaceAll(":", "-")]);
  put("wires.ip", wireCommands(machine));
  put("plugs.ip", plugCommands(machine));
  put("overlays", [...new Set(files.map(({ path }) => overlaid(path)))]);
  writeFileSync(join(folder, "setup"), setupScript(machine, files));
  for (const { path, mode, bytes, isLink } of files) {
    const place = join(folder, "files", path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
    if (isLink) symlinkSync(bytes, place);
    else {
      writeFileSync(place, bytes, { mode });
      // The caller's umask must not affect the node.
      chmodSync(place, mode);
    }
  }
}

/** The folder that an overlay covers for a file: the top one, or one deeper in folders with the machine's own programs. */
function overlaid(path: string): string {
  const parts = path.split("/");
  return parts.slice(0, parts[0] === "usr" || parts[0] === "var" ? 2 : 1).join("/");
}
