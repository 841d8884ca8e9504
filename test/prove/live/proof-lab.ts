import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabInput } from "../../../src/lab/lab-input.ts";
import { textContent } from "../../../src/output/tree/content.ts";
import type { BrokenPromise, Proof } from "../../../src/prove/proof.ts";
import { proveFleet } from "../../../src/prove/prove-fleet.ts";

/** A mistake in a generated file: a string that is replaced wherever it occurs. */
export interface Planted {
  /** `<node>/<path>` */
  readonly place: string;
  readonly from: string;
  readonly to: string;
}

/** The input with mistakes in its files; the claims stay the same. */
export function plant(input: LabInput, mistakes: readonly Planted[]): LabInput {
  const files = input.tree.files.map((file) => {
    const own = mistakes.filter(({ place }) => place === file.place);
    if (own.length === 0) return file;
    const text = own.reduce((last, { from, to }) => {
      if (!last.includes(from)) throw new Error(`${file.place} has no ${from}`);
      return last.replaceAll(from, to);
    }, file.content.bytes.toString("utf8"));
    return { ...file, content: textContent(text) };
  });
  const absent = mistakes.find(({ place }) => !files.some((file) => file.place === place));
  if (absent !== undefined) throw new Error(`there is no ${absent.place}`);
  return { ...input, tree: { ...input.tree, files } };
}

/** Runs `prove` in its own runtime folder; by default without faults. */
export async function proveInLab(input: LabInput, only?: readonly string[], faults = false): Promise<Proof> {
  const runtime = mkdtempSync(join(tmpdir(), "intentlb-prove-"));
  try {
    return await proveFleet(input, {
      runtime,
      ...(only === undefined ? {} : { only: new Set(only) }),
      faults,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  } finally {
    rmSync(runtime, { recursive: true, force: true });
  }
}

/** Findings of the traffic tests about a service. */
export function brokenOf({ services }: Proof, service: string): readonly BrokenPromise[] {
  const own = services.find((each) => each.service === service)?.broken ?? [];
  return own.filter((broken) => !isOutOfStep(broken));
}

function isOutOfStep({ asked }: BrokenPromise): boolean {
  return asked.startsWith("drift: ");
}
