import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { packageRoot } from "../src/package-root.ts";

/** Start of a project's first file and end of its last one, in milliseconds since the epoch, and its slowest files. */
interface Span {
  readonly began: number;
  ended: number;
  readonly files: { readonly path: string; readonly took: number }[];
}

/** How many files of a project are listed. */
const SLOWEST = 5;

/**
 * Reporter of vitest: how long each project took and which of its files were the slowest, for the budget in docs/testing.md.
 * `vitest run --reporter=default --reporter=scripts/project-times.ts`
 */
export default class ProjectTimes implements Reporter {
  readonly #began = new Map<string, number>();
  readonly #spans = new Map<string, Span>();

  onTestModuleStart({ id, project }: TestModule): void {
    const began = Date.now();
    this.#began.set(id, began);
    if (!this.#spans.has(project.name)) this.#spans.set(project.name, { began, ended: began, files: [] });
  }

  onTestModuleEnd({ id, moduleId, project }: TestModule): void {
    const span = this.#spans.get(project.name);
    if (span === undefined) return;
    span.ended = Date.now();
    span.files.push({ path: relative(packageRoot, moduleId), took: span.ended - (this.#began.get(id) ?? span.ended) });
  }

  onTestRunEnd(): void {
    for (const [name, { began, ended, files }] of this.#spans) {
      console.log(`${name}: ${seconds(ended - began)} s, ${files.length} files`);
      for (const { path, took } of files.toSorted((a, b) => b.took - a.took).slice(0, SLOWEST)) {
        console.log(`  ${seconds(took).padStart(6)} s  ${path}`);
      }
    }
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
