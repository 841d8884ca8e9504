import type { Report } from "../../../contract/finding.ts";
import type { LoneService, Surroundings } from "../../../contract/lone-service.ts";
import { at, keyAt } from "../../../contract/origin.ts";
import type { Path } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";

/** A program as an absolute path without anything that a shell or a unit file would interpret. */
const PROGRAM = /^(?:\/[A-Za-z0-9._+@-]+)+$/;

/** The author of a service must not decide which programs run on nodes: the fleet sets their directories. */
export const commandDirectory: Rule = {
  codes: {
    "command/outside-directories": {
      severity: "error",
      about:
        "A check runs a command outside `fleet.command_directories`. Anyone who writes a service could then " +
        "decide what runs on nodes. Put the program there, or add its folder.",
    },
  },
  checkService(service, report, fleet) {
    if (!isChecked(service)) return;
    for (const { program, path } of commandsOf(service)) {
      if (!isAllowed(fleet, program)) reportCommand(fleet, service, program, at(service, ...path, 0), report);
    }
  },
};

interface CommandUse {
  readonly program: string;
  readonly path: Path;
}

function commandsOf(service: LoneService): CommandUse[] {
  const uses: CommandUse[] = [];
  const add = (command: readonly string[] | undefined, path: Path) => {
    if (command !== undefined) uses.push({ program: command[0] ?? "", path });
  };
  add(service.spec.health?.check?.command, ["health", "check", "command"]);
  for (const { name, spec } of service.backends) add(spec.check?.command, ["backends", name, "check", "command"]);
  for (const [name, check] of Object.entries(service.spec.monitoring?.checks ?? {})) {
    add(check.command, ["monitoring", "checks", name, "command"]);
  }
  return uses;
}

function isAllowed(fleet: Surroundings, program: string): boolean {
  if (!PROGRAM.test(program) || program.split("/").some((segment) => segment === "." || segment === "..")) return false;
  return (fleet.spec.command_directories ?? []).some((folder) => program.startsWith(`${folder}/`));
}

function reportCommand(
  fleet: Surroundings,
  service: LoneService,
  program: string,
  place: ReturnType<typeof at>,
  report: Report,
): void {
  const folders = fleet.spec.command_directories ?? [];
  report({
    code: "command/outside-directories",
    message: `${service.name} runs ${JSON.stringify(program)}, which is outside fleet.command_directories`,
    at: place,
    once: true,
    notes:
      folders.length === 0
        ? [{ message: "the fleet has no folder for commands", at: keyAt(fleet, "command_directories") }]
        : [{ message: `allowed folders: ${folders.join(", ")}`, at: keyAt(fleet, "command_directories") }],
    help: "write the absolute path of a program in one of these folders, without `.` or `..`; the fleet's owner may add one",
    subject: { kind: "service", name: service.name },
  });
}
