import { listSome } from "./describe-answer.ts";
import type { PromiseChange } from "./promise-change.ts";

/** Names of each list that a sentence shows before it counts the rest. */
const SHOWN = 5;

const VERBS: Readonly<Record<PromiseChange["kind"], { readonly verb: string; readonly before: string }>> = {
  announce: { verb: "announce", before: "" },
  bind: { verb: "listen", before: "on" },
  admit: { verb: "allow", before: "to reach" },
  serve: { verb: "serve", before: "at" },
  check: { verb: "check", before: "at" },
  hold: { verb: "need", before: "" },
};

/** A change in words: "lb1, lb2 now allow 10.0.0.0/8 to reach 192.0.2.10:443/tcp for frontend https of www". */
export function describeChange({ sign, kind, nodes, places, items, rest }: PromiseChange): string {
  const { verb, before } = VERBS[kind];
  const who = listSome(nodes, SHOWN);
  const where = places.length === 0 ? "" : `${before} ${listSome(places, SHOWN)}`;
  if (sign === "changed" && kind === "serve") return sentence([`${who}:`, listSome(items, SHOWN), `${where}:`, rest]);
  if (sign === "changed" && kind === "check") {
    return sentence([`${who}: check of`, listSome(items, SHOWN), where, "changed", rest]);
  }
  const does = nodes.length === 1 ? `${verb}s` : verb;
  return sentence([who, sign === "changed" ? "" : sign, does, listSome(items, SHOWN), where, rest]);
}

function sentence(words: readonly string[]): string {
  return words
    .map((word) => word.trim())
    .filter((word) => word !== "")
    .join(" ");
}
