import type { FactValue, SubjectKind } from "../contract/subject.ts";
import type { Risk } from "../contract/wording.ts";

/** One change of one subject, in words, before equal ones are folded. */
export interface Sentence {
  readonly risk: Risk;
  readonly kind: SubjectKind;
  /** Of whom: `www`, `www /intern`, `node lb1`, `fleet`. */
  readonly who: string;
  /** Which frontend or backend of it: `https`; empty if it is no part. */
  readonly part: string;
  /** `TLS 1.0 accepted (was 1.2)` */
  readonly text: string;
  /** A line that a daemon gets verbatim comes. */
  readonly isRaw?: true;
  /** Subject and keys that say where the cause is; none for what is gone. */
  readonly names: readonly string[];
  readonly path: readonly string[];
  readonly before?: FactValue;
  readonly after?: FactValue;
}

const KIND_NAMES: Readonly<Partial<Record<SubjectKind, string>>> = {
  network: "network ",
  team: "team ",
  certificate: "certificate ",
  vip: "VIP ",
  group: "group ",
  node: "node ",
};

/** Who a subject is, and which part of it. */
export function whoIs(kind: SubjectKind, names: readonly string[]): { readonly who: string; readonly part: string } {
  const [first = "", second = "", third = ""] = names;
  switch (kind) {
    case "fleet":
      return { who: "fleet", part: "" };
    case "frontend":
    case "backend":
      return { who: first, part: second };
    case "access":
      return { who: third === "/" ? first : `${first} ${third}`, part: second };
    case "route":
    case "redirect":
      return { who: `${first} ${second}`, part: "" };
    case "port":
      return { who: `${first} port ${second}`, part: "" };
    default:
      return { who: `${KIND_NAMES[kind] ?? ""}${first}`, part: "" };
  }
}
