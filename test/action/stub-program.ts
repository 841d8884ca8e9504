import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkout, write } from "./checkout.ts";

/** The digest that a stub prints. */
export const STUB_DIGEST = "5f70bf18".repeat(8);

/** Replaces intentlb by a program that answers at once, and notes its arguments in the workspace. */
export function stubProgram(checkout: Checkout): Checkout {
  const text = `**1 of 2 nodes changes.**\n\nDigest: \`${STUB_DIGEST}\`\n`;
  const script = `#!/bin/sh
printf '%s\\n' "$@" >"called-for-$1"
case $1 in
diff) printf '%s' '${text}'; exit 2 ;;
esac
`;
  write(checkout.program, script, 0o755);
  return checkout;
}

/** Arguments with which a stub was called last for a command, without its name; none if it was not. */
export function argumentsOf(command: "lint" | "diff" | "build", { workspace }: Checkout): readonly string[] {
  const note = join(workspace, `called-for-${command}`);
  return existsSync(note) ? readFileSync(note, "utf8").trim().split("\n").slice(1) : [];
}
