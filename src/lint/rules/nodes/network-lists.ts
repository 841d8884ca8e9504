import type { Note, Report } from "../../../contract/finding.ts";
import { FAMILIES, type Family } from "../../../contract/fleet.ts";
import { present } from "../../../contract/present.ts";
import { elements, textOf } from "../../../contract/tree.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import { isWorld } from "../../../ip/prefix-lists.ts";
import { coveringEntries } from "../../networks/covering-entries.ts";
import { listsOfFleet, listsOfService, type NetworkEntry, type NetworkList } from "../../networks/network-lists.ts";
import type { Rule } from "../../rule.ts";

/** A list of networks is no wider than it looks, and each of its entries has an effect. */
export const networkLists: Rule = {
  codes: {
    "network/covered": {
      severity: "warning",
      about:
        "A list has an entry that another entry already covers, so it has no effect. If you added it to " +
        "make the list narrower, it made no difference: remove the wider one, or this one.",
    },
    "network/world-in-list": {
      severity: "error",
      about:
        "A list has all addresses of a family (`world`, a /0, a network that is as wide, or halves that add up to it), and " +
        "other entries beside it. They narrow nothing: the list looks restricted but means everyone. It may " +
        "come from `!append` to an inherited list. Write only `[world]`, or remove it.",
    },
  },
  checkService(service, report, fleet) {
    for (const list of listsOfService(service, fleet)) checkList(list, report);
  },
  checkFleet(fleet, report) {
    for (const list of listsOfFleet(fleet)) checkList(list, report);
  },
};

function checkList(list: NetworkList, report: Report): void {
  if (list.entries.length < 2 && list.nodes === undefined) return;
  if (!reportWorld(list, report)) reportCovered(list, report);
}

/** Whether the list covers a whole family and has something else; then that is the fault to report. */
function reportWorld(list: NetworkList, report: Report): boolean {
  const families = FAMILIES.filter((family) => isEverybodyBesides(list, family));
  if (families.length === 0) return false;
  // `management/open` and `blocked/everybody` say more about these.
  if (list.of !== undefined) return true;
  const wide = list.entries.filter((entry) => families.some((family) => isWorld(family, entry.prefixes[family])));
  const parts = list.entries.filter((entry) => families.some((family) => entry.prefixes[family].length > 0));
  const others = parts.filter((entry) => !wide.includes(entry));
  const over = families.map((family) => FAMILY_NAMES[family]).join(" and ");
  const beside = [...names(others), ...elements(list.nodes).map(textOf)];
  report({
    code: "network/world-in-list",
    message:
      wide.length === 0
        ? `${list.what} has every ${over} address: ${listed(names(parts))} add up to it`
        : `${list.what} has every ${over} address by ${listed(names(wide))}${beside.length === 0 ? "" : `, so ${listed(beside)} beside it ${beside.length === 1 ? "has" : "have"} no effect`}`,
    at: list.at,
    notes: wide.map((entry) => ({ message: `${entry.text} is here`, at: entry.tree })),
    help: helpFor(list, names(wide)),
    ...present({ subject: list.subject }),
  });
  return true;
}

/** A single entry for a family makes this obvious; several, or additional nodes, do not. */
function isEverybodyBesides({ entries, nodes }: NetworkList, family: Family): boolean {
  const inFamily = entries.filter((entry) => entry.prefixes[family].length > 0);
  if (inFamily.length < 2 && !(nodes !== undefined && inFamily.length === 1)) return false;
  return isWorld(
    family,
    inFamily.flatMap((entry) => entry.prefixes[family]),
  );
}

function helpFor({ kind }: NetworkList, wide: readonly string[]): string {
  const without = wide.length === 0 ? "remove the widest entries" : `remove ${listed(wide)}`;
  if (kind === "excludes") return `${without}: otherwise nobody is left`;
  if (kind === "names") return `${without}, or everything else`;
  return `${without} (an inherited list is replaced by one without \`!append\`), or write \`[world]\` for everyone`;
}

function reportCovered(list: NetworkList, report: Report): void {
  for (const [entry, others] of coveringEntries(list.entries)) {
    const notes: Note[] = others.slice(0, MOST).map((other) => ({
      message: `${other.text} is here`,
      at: other.tree,
    }));
    report({
      code: "network/covered",
      message: `${entry.text} has no effect in ${list.what}: ${listed(names(others))} ${others.length === 1 ? "covers" : "cover"} all of it`,
      at: entry.tree,
      notes,
      help: `remove it, or the wider entry if you only want ${entry.text}`,
      ...present({ subject: list.subject }),
    });
  }
}

/** More names than this are only counted. */
const MOST = 3;

function names(entries: readonly NetworkEntry[]): string[] {
  return entries.map((entry) => entry.text);
}

function listed(all: readonly string[]): string {
  const shown = all.length > MOST ? [...all.slice(0, MOST), `${all.length - MOST} more`] : all;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
