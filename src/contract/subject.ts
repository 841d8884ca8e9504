import type { Tree } from "./tree.ts";

/** What a promise can be about. The names that go with a kind are in `Subject.names`. */
export const SUBJECT_KINDS = [
  /** No names. */
  "fleet",
  /** Its name; the same for the next four. */
  "network",
  "team",
  "certificate",
  "vip",
  "group",
  "node",
  "service",
  /** Service, frontend; the same for the next. */
  "frontend",
  /** Service, frontend, path: who may ask it. A frontend of streams has the path `/`, too. */
  "access",
  /** Service, backend. */
  "backend",
  /** Service, path. */
  "route",
  "redirect",
  /** Service, port. */
  "port",
] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Kinds whose first name is that of a service. */
export const KINDS_OF_SERVICE: ReadonlySet<SubjectKind> = new Set([
  "service",
  "frontend",
  "access",
  "backend",
  "route",
  "redirect",
  "port",
]);

/** A value as JSON has it. Lists of facts have no maps inside. */
export type FactValue = null | boolean | number | string | readonly FactValue[] | Facts;

/** What is promised of a subject, below the keys that the language uses for it. */
export interface Facts {
  readonly [key: string]: FactValue;
}

/**
 * Something that a reviewer can name, with everything that the fleet promises of it: who may ask, what is verified, what is
 * limited, who is paged. Facts name networks, nodes and certificates as the catalog does; what is in a network is a fact of
 * the network. `claims.json` lists the subjects, and `diff` compares those of two trees.
 */
export interface Subject {
  readonly kind: SubjectKind;
  readonly names: readonly string[];
  readonly facts: Facts;
  /** Where the facts are written: a fact at a path is the value there, or the innermost one on the way to it. */
  readonly tree: Tree;
  /** Facts that are written outside of `tree`, by their first key. */
  readonly elsewhere?: Readonly<Record<string, Tree>>;
}
