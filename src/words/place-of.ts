import type { Fleet, Service } from "../contract/fleet.ts";
import type { Span } from "../contract/source.ts";
import type { Subject } from "../contract/subject.ts";
import { keySpan, nearest } from "../contract/tree.ts";
import type { Sentence } from "./sentence.ts";

/** Where the cause of a change is written. */
export interface Place {
  readonly span: Span;
  /** Profile that the value is inherited from. */
  readonly profile?: string;
}

/**
 * Finds where the new value of what a sentence says is written, or the innermost value around what is gone; undefined if
 * all of it is gone.
 */
export function placeFinder(fleet: Fleet, subjects: readonly Subject[]): (sentence: Sentence) => Place | undefined {
  const byKey = new Map(subjects.map((subject) => [keyOf(subject), subject]));
  return (sentence) => {
    const subject =
      byKey.get(keyOf(sentence)) ?? byKey.get(keyOf({ kind: "service", names: sentence.names.slice(0, 1) }));
    if (subject === undefined) return undefined;
    const [key = ""] = sentence.path;
    const tree = subject.elsewhere?.[key];
    const at = tree === undefined ? nearest(subject.tree, sentence.path) : nearest(tree, sentence.path.slice(1));
    const span = keySpan(at);
    const service = fleet.services.get(subject.names[0] ?? "");
    const profile = service === undefined ? undefined : profileAt(fleet, service, span);
    return { span, ...(profile === undefined ? {} : { profile }) };
  };
}

function keyOf({ kind, names }: Pick<Subject, "kind" | "names">): string {
  return JSON.stringify([kind, ...names]);
}

/** The nearest profile of the service that has the place. */
function profileAt(fleet: Fleet, service: Service, span: Span): string | undefined {
  return [...service.profiles].reverse().find((name) => {
    const tree = fleet.profiles.get(name)?.tree;
    return tree?.source === span.source && tree.start <= span.start && span.start < tree.end;
  });
}
