import type { FactValue } from "../contract/subject.ts";
import type { Phrase, Say } from "../contract/wording.ts";
import { changed, isFacts, setting, showValue } from "./phrases.ts";

/** What people notice of a backend and its members. */
export const BACKEND_WORDINGS: Readonly<Record<string, Say>> = {
  protocol: setting("protocol towards members"),
  port: (before, after) => {
    if (before === undefined || after === undefined)
      return [{ risk: "moves", text: changed("port of members", before, after) }];
    return [{ risk: "moves", text: `members listen on ${showValue(after)} (was ${showValue(before)})` }];
  },
  "members.*": (before, after, [name = ""]) => {
    if (after === undefined) return [{ risk: "stops", text: `member ${name} gone` }];
    if (before === undefined) return [{ risk: "adds", text: `member ${name}${withDetails(after)}` }];
    return undefined;
  },
  "members.*.node": member("node", "moves"),
  "members.*.port": member("port", "moves"),
  "members.*.weight": member("weight", "changes", 100),
  "members.*.backup": (_before, after, [name = ""]) => [
    {
      risk: "changes",
      text: after === true ? `member ${name} only a backup` : `member ${name} no longer only a backup`,
    },
  ],
  "members.*.server_name": member("server name"),
  "members.*.state": (before, after, [name = ""]) => {
    const [old, now] = [showValue(before ?? "active"), showValue(after ?? "active")];
    return [{ risk: now === "active" ? "adds" : "stops", text: `member ${name} ${now} (was ${old})` }];
  },
  algorithm: setting("balancing algorithm"),
  client_address: (before, after) => {
    if (after !== "hidden") return setting("members learn the client's address by")(before, after, []);
    return [
      { risk: "changes", text: `members no longer learn the client's address (was ${showValue(before ?? "header")})` },
    ];
  },
  check: (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: "members no longer checked" }];
    return before === undefined && isFacts(after)
      ? [{ risk: "changes", text: `members checked by ${showValue(after["type"] ?? null)}` }]
      : undefined;
  },
  "check.type": setting("members checked by"),
  "check.interval": setting("members checked every"),
  "check.*": (before, after, [key = ""]) => [
    { risk: "changes", text: changed(`check of members: ${key}`, before, after) },
  ],
  tls: (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: "members reached without TLS" }];
    if (before !== undefined || !isFacts(after)) return undefined;
    return after["verify"] === true
      ? [{ risk: "changes", text: "members reached by TLS, their certificates verified" }]
      : [{ risk: "opens", text: "members' certificates not verified" }];
  },
  "tls.verify": (_before, after) =>
    after === true
      ? [{ risk: "changes", text: "members' certificates verified" }]
      : [{ risk: "opens", text: "members' certificates no longer verified" }],
  "tls.ca": setting("CA of members' certificates", "opens"),
  "tls.server_name": setting("server name towards members"),
  member_connections: setting("limit of connections to a member"),
  connections: (before, after) => [
    {
      risk: after === "per-client" ? "changes" : "opens",
      text: changed("connections to members", before ?? "shared", after ?? "shared"),
    },
  ],
  failback: setting("failback"),
  persistence: (before, after) => {
    if (after === undefined) return [{ risk: "stops", text: "clients no longer kept at their member" }];
    return before === undefined && isFacts(after)
      ? [{ risk: "changes", text: `clients kept at their member by ${showValue(after["by"] ?? null)}` }]
      : undefined;
  },
  "persistence.by": setting("clients kept at their member by"),
  "persistence.name": setting("cookie that keeps clients at their member"),
  "persistence.timeout": setting("clients kept at their member for"),
  "persistence.same_site": setting("cookie's SameSite"),
  maintenance_page: (before, after) => [{ risk: "changes", text: `maintenance page ${pageChange(before, after)}` }],
  compression: setting("compression"),
};

function member(what: string, risk: Phrase["risk"] = "changes", usual?: FactValue): Say {
  return (before, after, [name = ""]) => [
    { risk, text: changed(`member ${name}: ${what}`, before ?? usual, after ?? usual) },
  ];
}

function withDetails(member: FactValue): string {
  return isFacts(member) && Object.keys(member).length > 0 ? ` (${showValue(member)})` : "";
}

function pageChange(before: FactValue | undefined, after: FactValue | undefined): string {
  const file = (value: FactValue | undefined) => (isFacts(value) ? showValue(value["file"] ?? null) : undefined);
  const [old, now] = [file(before), file(after)];
  return old !== undefined && old === now ? `${now} rewritten` : changed("", old, now).trimStart();
}
