import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkout, write } from "./checkout.ts";

export interface FakeNpm {
  /** Variables with which programs find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder in which it ran last, and its arguments. */
  readonly lastCall: () => { readonly folder: string; readonly args: readonly string[] };
}

/** An npm that notes where and how it is called, and installs the program of the checkout. */
export function fakeNpm({ home, program, env }: Checkout): FakeNpm {
  const note = join(home, "npm-was-called");
  write(
    join(home, "bin/npm"),
    `#!/bin/sh
printf '%s\\n' "$PWD" "$@" >"$NOTE"
mkdir -p node_modules/.bin && cp "$INSTALLED" node_modules/.bin/intentlb
`,
    0o755,
  );
  return {
    env: { NOTE: note, INSTALLED: program, PATH: `${join(home, "bin")}:${env["PATH"]}` },
    lastCall: () => {
      const [folder = "", ...args] = readFileSync(note, "utf8").trim().split("\n");
      return { folder, args };
    },
  };
}
