import { statusesWith } from "../../src/checks/http-statuses.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { present } from "../../src/contract/present.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidCheck, SaidNodeWatch, SaidWatch } from "../../src/contract/said.ts";

/** Later versions dump their objects only on request; the first command is for those that do so on each start. */
const SCRIPT = `
list() {
  for type in Host Service Notification User Dependency; do icinga2 object list --type $type || return; done
}
list 2>/dev/null && exit 0
icinga2 daemon -C --dump-objects >&2 && list`;

/**
 * Which node checks what, and who is told, from the objects that Icinga made from its rules. Checks without a remote port are
 * left out.
 */
export const readBack: ReadBack = {
  processes: ["icinga2"],
  tells: ["check", "watch", "node-watch"],
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
    said: [...services.flatMap((text) => readCheck(text, host.name)), ...readWatches(objects)],
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
  const expected = of.get("http_expect");
  return [
    {
      ...{ kind: "check", address, family: address.includes(":") ? "ipv6" : "ipv4", port },
      asker: of.get("command_endpoint") || master,
      ...present({ service, host, path }),
      interval: Number(of.get("check_interval")) * 1000,
      ...(expected === undefined ? {} : { statuses: expectedBy(expected) }),
      isWhole: true,
    },
  ];
}

/** Who is told about each service and node, and what keeps that quiet. */
function readWatches(objects: readonly string[]): (SaidWatch | SaidNodeWatch)[] {
  const ofType = (type: string) => objects.filter((text) => isType(text, type)).map(attributes);
  const told = readTold(ofType("User"), ofType("Notification"));
  const quiet = readDependencies(ofType("Dependency"));
  const common = (of: ReadonlyMap<string, string>) => {
    const key = of.get("__name") ?? "";
    const { mails, pagers } = (of.get("enable_notifications") === "true" && told.get(key)) || NOBODY;
    return { mails: mails.toSorted(compareText), pagers: pagers.toSorted(compareText), quietWith: quiet(key) };
  };
  const hosts = objects
    .filter((text) => isType(text, "Host"))
    .map((text) => ({ of: attributes(text), labels: labelsOf(text) }))
    .filter(({ of }) => of.get("intentlb") !== "vip");
  return [
    ...hosts.map(
      ({ of, labels }): SaidNodeWatch => ({
        ...{ kind: "node-watch", node: of.get("__name") ?? "", part: "node", ...common(of), labels },
        addresses: ["address", "address6"].flatMap((key) => of.get(key) || []),
      }),
    ),
    ...ofType("Service").map((of): SaidWatch | SaidNodeWatch => {
      const [host = "", name = ""] = (of.get("__name") ?? "").split("!");
      const service = serviceOf(of);
      if (service === undefined)
        return { kind: "node-watch", node: host, part: partOf(name, of), ...common(of), addresses: [], labels: [] };
      const [warn, critical] = [of.get("certificate_warn_days"), of.get("certificate_critical_days")].map(Number);
      return {
        ...{ kind: "watch", service, name, host, ...common(of) },
        ...present({ address: of.get("intentlb_address") }),
        ...(of.has("certificate_warn_days") ? { expiry: { warn: warn ?? 0, critical: critical ?? 0 } } : {}),
      };
    }),
  ];
}

/** Host groups and variables, which operators' own rules use, as far as they agree; and the state. */
function labelsOf(text: string): string[] {
  const listed = (key: string) => new RegExp(`^ {4}\\* ${key} = (?<value>.*)$`, "m").exec(text)?.groups?.["value"];
  const variables = [
    ...namesIn(listed("roles")).map((name) => `role:${name}`),
    ...namesIn(listed("site")).map((name) => `site:${name}`),
    ...namesIn(listed("groups")).map((name) => `group:${name}`),
  ];
  const groups = namesIn(/^ {2}\* groups = (?<value>.*)$/m.exec(text)?.groups?.["value"]);
  const state = namesIn(listed("state")).map((name) => `state:${name}`);
  return [...variables.filter((label) => groups.includes(label)), ...state].sort(compareText);
}

function partOf(name: string, of: ReadonlyMap<string, string>): SaidNodeWatch["part"] {
  const session = of.get("intentlb_session");
  if (session !== undefined) return `session ${session}`;
  if (name === "agent") return "agent";
  return name === "haproxy" ? "load balancer" : `other ${name}`;
}

/** Notifications name groups of users, who have a mail address or a pager. By `host` and `host!service`. */
function readTold(
  users: readonly ReadonlyMap<string, string>[],
  notifications: readonly ReadonlyMap<string, string>[],
) {
  const reach = (groups: readonly string[], by: "email" | "pager") =>
    users
      .filter((user) => user.get("enable_notifications") === "true")
      .filter((user) => namesIn(user.get("groups")).some((group) => groups.includes(group)))
      .flatMap((user) => user.get(by) || []);
  const told = new Map<string, { mails: string[]; pagers: string[] }>();
  for (const of of notifications.filter(tellsFailures)) {
    // `host!service!notification`
    const key = (of.get("__name") ?? "").replace(/![^!]*$/, "");
    const known = told.get(key) ?? { mails: [], pagers: [] };
    told.set(key, known);
    const groups = namesIn(of.get("user_groups"));
    if (of.get("command")?.includes("page")) known.pagers.push(...reach(groups, "pager"));
    else known.mails.push(...reach(groups, "email"));
  }
  return told;
}

/** Whether it tells when something fails and when it works again. */
function tellsFailures(notification: ReadonlyMap<string, string>): boolean {
  const [types, states] = ["types", "states"].map((key) => namesIn(notification.get(key)));
  const has = (names: readonly string[] | undefined, name: string) => names?.includes(name) === true;
  return has(types, "Problem") && has(types, "Recovery") && (has(states, "Critical") || has(states, "Down"));
}

/**
 * Only dependencies that hold at the first failure, while the parent is checked again.
 * @returns the hosts that what is called `host` or `host!service` depends on, and parts of them, directly or not, sorted
 */
function readDependencies(dependencies: readonly ReadonlyMap<string, string>[]): (key: string) => string[] {
  const parents = new Map<string, string[]>();
  const isInTime = (of: ReadonlyMap<string, string>) =>
    of.get("disable_notifications") === "true" && of.get("ignore_soft_states") === "false";
  for (const of of dependencies.filter(isInTime)) {
    const [child, parent] = ["child", "parent"].map((end) =>
      [of.get(`${end}_host_name`), of.get(`${end}_service_name`)].filter(Boolean).join("!"),
    );
    if (child !== undefined && parent !== undefined) parents.set(child, [...(parents.get(child) ?? []), parent]);
  }
  return (key) => {
    const found = new Set(parents.get(key));
    for (const each of found) for (const further of parents.get(each) ?? []) found.add(further);
    return [...found].map(nameOfParent).sort(compareText);
  };
}

/** `lb1`, or `load balancer of lb1` for `lb1!haproxy`. */
function nameOfParent(key: string): string {
  const [host = "", name] = key.split("!");
  return name === undefined ? host : `${partOf(name, new Map())} of ${host}`;
}

const NOBODY = { mails: [], pagers: [] };

/** `HTTP/1.0 2,HTTP/1.1 2,HTTP/1.1 301`: those whose line begins so whatever the version is. */
function expectedBy(expected: string): number[] {
  const beginnings = expected.split(",");
  return statusesWith((status) =>
    ["HTTP/1.0", "HTTP/1.1"].every((version) => beginnings.some((each) => `${version} ${status} `.startsWith(each))),
  );
}

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
