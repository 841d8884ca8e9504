import { compareText } from "../../src/contract/compare-text.ts";
import { present } from "../../src/contract/present.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidCheck, SaidWatch } from "../../src/contract/said.ts";

/** Later versions dump their objects only on request; the first command is for those that do so on each start. */
const SCRIPT = `
list() {
  for type in Service Notification User; do icinga2 object list --type $type || return; done
}
list 2>/dev/null && exit 0
icinga2 daemon -C --dump-objects >&2 && list`;

/**
 * Which node checks what, and who is told, from the objects that Icinga made from its rules. Checks without a remote port are
 * left out.
 */
export const readBack: ReadBack = {
  processes: ["icinga2"],
  tells: ["check", "watch"],
  tellsForAgents: true,
  ask,
};

async function ask(host: RunningHost): Promise<Answers> {
  const objects = (await host.run(["sh", "-c", SCRIPT]))
    .split(/^Object /m)
    .slice(1)
    .sort(compareText);
  const services = objects.filter((text) => isType(text, "Service"));
  return {
    said: [...services.flatMap((text) => readCheck(text, host.name)), ...readWatches(services, objects)],
    unclear: [],
  };
}

function isType(text: string, type: string): boolean {
  return text.slice(0, text.indexOf("\n")).includes(`of type '${type}'`);
}

function readCheck(text: string, master: string): SaidCheck[] {
  const of = attributes(text);
  const variable = (ending: string) => [...of].find(([name]) => name.endsWith(ending))?.[1];
  const address = of.get("intentlb_address");
  const port = Number(variable("_port") ?? 0);
  if (address === undefined || port === 0 || of.get("enable_active_checks") !== "true") return [];
  const service = serviceOf(of);
  const host = asIs(of.get("http_vhost"));
  const path = asIs(of.get("http_uri"));
  return [
    {
      ...{ kind: "check", address, family: address.includes(":") ? "ipv6" : "ipv4", port },
      asker: of.get("command_endpoint") || master,
      ...present({ service, host, path }),
      interval: Number(of.get("check_interval")) * 1000,
      isWhole: true,
    },
  ];
}

/** What Icinga tells about each service that it watches: notifications name groups of users, who have a mail address or a pager. */
function readWatches(services: readonly string[], objects: readonly string[]): SaidWatch[] {
  const users = objects.filter((text) => isType(text, "User")).map(attributes);
  const reach = (groups: readonly string[], by: "email" | "pager") =>
    users
      .filter((user) => user.get("enable_notifications") === "true")
      .filter((user) => namesIn(user.get("groups")).some((group) => groups.includes(group)))
      .flatMap((user) => user.get(by) || []);
  const told = new Map<string, { mails: string[]; pagers: string[] }>();
  for (const of of objects.filter((text) => isType(text, "Notification")).map(attributes)) {
    // `host!service!notification`
    const key = (of.get("__name") ?? "").replace(/![^!]*$/, "");
    const known = told.get(key) ?? { mails: [], pagers: [] };
    told.set(key, known);
    const groups = namesIn(of.get("user_groups"));
    if (of.get("command")?.includes("page")) known.pagers.push(...reach(groups, "pager"));
    else known.mails.push(...reach(groups, "email"));
  }
  return services.map(attributes).flatMap((of) => {
    const service = serviceOf(of);
    if (service === undefined) return [];
    const key = of.get("__name") ?? "";
    const [host = "", name = ""] = key.split("!");
    const { mails, pagers } = (of.get("enable_notifications") === "true" && told.get(key)) || NOBODY;
    const [warn, critical] = [of.get("certificate_warn_days"), of.get("certificate_critical_days")].map(Number);
    const address = of.get("intentlb_address");
    return {
      ...{ kind: "watch", service, name, host, mails: mails.toSorted(), pagers: pagers.toSorted() },
      ...present({ address }),
      ...(of.has("certificate_warn_days") ? { expiry: { warn: warn ?? 0, critical: critical ?? 0 } } : {}),
    } satisfies SaidWatch;
  });
}

const NOBODY = { mails: [], pagers: [] };

function serviceOf(of: ReadonlyMap<string, string>): string | undefined {
  return of.get("groups")?.match(/"service:(?<name>[^"]+)"/)?.groups?.["name"];
}

/** `[ "web", "mail" ]` */
function namesIn(list: string | undefined): string[] {
  return [...(list ?? "").matchAll(/"(?<name>[^"]*)"/g)].map(({ groups }) => groups?.["name"] ?? "");
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
