import { compareText } from "../../src/contract/compare-text.ts";
import { present } from "../../src/contract/present.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidCheck } from "../../src/contract/said.ts";

/** Later versions dump their objects only on request; the first command is for those that do so on each start. */
const SCRIPT = `
icinga2 object list --type Service 2>/dev/null && exit 0
icinga2 daemon -C --dump-objects >&2 && icinga2 object list --type Service`;

/** Which node checks what, from the objects that Icinga made from its rules. Checks without a remote port are left out. */
export const readBack: ReadBack = { processes: ["icinga2"], tells: ["check"], tellsForAgents: true, ask };

async function ask(host: RunningHost): Promise<Answers> {
  const objects = (await host.run(["sh", "-c", SCRIPT]))
    .split(/^Object /m)
    .slice(1)
    .sort(compareText);
  return { said: objects.flatMap((text) => readCheck(text, host.name)), unclear: [] };
}

function readCheck(text: string, master: string): SaidCheck[] {
  const of = attributes(text);
  const variable = (ending: string) => [...of].find(([name]) => name.endsWith(ending))?.[1];
  const address = of.get("intentlb_address");
  const port = Number(variable("_port") ?? 0);
  if (address === undefined || port === 0 || of.get("enable_active_checks") !== "true") return [];
  const service = of.get("groups")?.match(/"service:(?<name>[^"]+)"/)?.groups?.["name"];
  const host = asIs(of.get("http_vhost"));
  const path = asIs(of.get("http_uri"));
  return [
    {
      ...{ kind: "check", address, family: address.includes(":") ? "ipv6" : "ipv4", port },
      asker: of.get("command_endpoint") || master,
      ...present({ service, host, path }),
      isWhole: true,
    },
  ];
}

/** A string with macros undone: `$$` is a dollar. */
function asIs(text: string | undefined): string | undefined {
  return text?.replaceAll("$$", "$");
}

/** Attributes and variables, with strings unquoted. */
function attributes(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^ +\* (?<name>[\w:]+) = (?<value>.*)$/gm)].map(({ groups }) => [
      groups?.["name"] ?? "",
      (groups?.["value"] ?? "").replace(/^"(.*)"$/, "$1"),
    ]),
  );
}
