import { InvalidArgumentError } from "commander";
import type { Acknowledged } from "../../diff/report-exceeded.ts";
import { GUARDED, type Guarded, type GuardLimits } from "../../words/guard.ts";

/** Adds what `--allow KIND` or `--allow KIND:NAME,NAME` acknowledges to what was before it. */
export function parseAllow(text: string, before: Acknowledged["allowed"] = new Map()): Acknowledged["allowed"] {
  const colon = text.indexOf(":");
  const kind = kindIn(colon === -1 ? text : text.slice(0, colon));
  const names = colon === -1 ? "all" : new Set(text.slice(colon + 1).split(","));
  const known = before.get(kind);
  const both = names === "all" || known === "all" ? "all" : new Set([...(known ?? []), ...names]);
  return new Map(before).set(kind, both);
}

/** Adds the limit of `--limit KIND=NUMBER` to those before it. */
export function parseLimit(text: string, before: GuardLimits = {}): GuardLimits {
  const [, kind = "", number = ""] = /^([^=]*)=([0-9]{1,9})$/.exec(text) ?? [];
  if (number === "") throw new InvalidArgumentError("Write a limit as KIND=NUMBER, such as opened=0.");
  return { ...before, [kindIn(kind)]: Number(number) };
}

function kindIn(text: string): Guarded {
  const kind = GUARDED.find((each) => each === text);
  if (kind === undefined) throw new InvalidArgumentError(`Kinds are ${GUARDED.join(", ")}.`);
  return kind;
}
