import { join } from "node:path";
import { GENERATORS } from "../../generators/registry.ts";
import type { Finding } from "../../src/contract/finding.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const GENERATOR_CODES = new Set(GENERATORS.flatMap((generator) => Object.keys(generator.codes)));

export const BASE = readFolder(join(import.meta.dirname, "../errors/base"));

/** Findings of a catalog text that is added to the correct base fleet of the error cases. */
export function findingsBesideBase(text: string, today?: string): readonly Finding[] {
  return compileText({ ...BASE, "case.yaml": text }, today).findings;
}

/** Their codes, sorted, without duplicates. Findings of generators have their own cases. */
export function codesBesideBase(text: string, today?: string): string[] {
  const codes = findingsBesideBase(text, today).map((finding) => finding.code);
  return [...new Set(codes.filter((code) => !GENERATOR_CODES.has(code)))].sort();
}
