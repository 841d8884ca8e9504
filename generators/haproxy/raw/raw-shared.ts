import { readPoolName } from "../../../src/fleet/pool-name.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { isService } from "../frontend/scope.ts";
import { narrow, type Renamed } from "./raw-condition.ts";
import { splitWords, type Unread, type Word } from "./raw-words.ts";

/** Variables that our rules set and read; `set-var` is a converter as well. */
const OURS = /set-var(?:-fmt)?\(\s*txn\.(?:service|route|backend|host|canonical|query)\s*[,)]/;

/**
 * A line of a service as written in a frontend that others share: a rule affects only this service, and its ACLs have
 * names of their own. A line that affects the whole frontend is fine if all services have it.
 * @returns why the line is not possible there
 */
export function shareLine(section: FrontendSection, entry: ServiceFrontend, line: string): string | Unread {
  const isAgreed = section.entries.every((other) => says(other, line));
  const words = splitWords(line);
  if ("cannot" in words) return isAgreed ? line : words;
  const [keyword, name] = words;
  if (keyword?.value === "acl" && name !== undefined) {
    return ["acl", ownName(entry, name.value), ...words.slice(2).map(({ text }) => text)].join(" ");
  }
  const isShared = canNarrow(section, words);
  if (isShared !== true) return isAgreed ? line : isShared;
  const harm = harmOf(entry, words);
  if (harm !== undefined) return { cannot: harm };
  const narrowed = narrow(words, isService([entry.service.name]), renamed(entry));
  return "cannot" in narrowed ? narrowed : narrowed.join(" ");
}

/** Whether a line is a rule that can be narrowed to one service here. */
function canNarrow({ protocol }: FrontendSection, [keyword, second, third]: readonly Word[]): true | Unread {
  const set = keyword?.value ?? "";
  if (set === "use_backend") return true;
  if (protocol === "http" && set === "redirect") return true;
  if (protocol === "http" && ["http-request", "http-response", "http-after-response"].includes(set)) {
    return takesCondition(second);
  }
  if (protocol === "tls" && set === "tcp-request" && second?.value === "content") return takesCondition(third);
  if (set === "tcp-request" && second?.value !== "inspect-delay") {
    const instead = protocol === "http" ? ", unlike `http-request`" : "";
    return { cannot: `it acts before the service is known${instead}` };
  }
  return { cannot: `${set} can have no condition` };
}

/** Lua actions may take any number of words, including an added condition. */
function takesCondition(action: Word | undefined): true | Unread {
  if (action === undefined) return { cannot: "it has no action" };
  return action.value.startsWith("lua.") ? { cannot: "a Lua action may read a condition as its own arguments" } : true;
}

/** Effects of a rule beyond its own service, though it runs only for that. */
function harmOf({ service }: ServiceFrontend, words: readonly Word[]): string | undefined {
  const values = words.map(({ value }) => value);
  if (values.some((value) => OURS.test(value))) return "it sets a variable that intentlb's own rules use";
  const target = values[0] === "use_backend" ? readPoolName(values[1] ?? "") : undefined;
  if (target === undefined || target.service === service.name || values[1]?.includes("%")) return undefined;
  return `it leads to a backend of ${target.service}, bypassing the access of that service`;
}

function says({ frontend }: ServiceFrontend, line: string): boolean {
  return frontend.spec.haproxy?.includes(line) === true;
}

/** HAProxy merges ACLs of the same name: it is enough if one matches. */
function renamed(entry: ServiceFrontend): Renamed {
  const names = (entry.frontend.spec.haproxy ?? []).flatMap((line) => {
    const words = splitWords(line);
    const [keyword, name] = "cannot" in words ? [] : words;
    return keyword?.value === "acl" && name !== undefined ? [name.value] : [];
  });
  return new Map(names.map((name) => [name, ownName(entry, name)]));
}

/** Names of services have no colon. */
function ownName({ service }: ServiceFrontend, name: string): string {
  return `${service.name}:${name}`;
}
