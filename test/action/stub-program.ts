import { type Checkout, write } from "./checkout.ts";

/** The digest that a stub prints. */
export const STUB_DIGEST = "5f70bf18".repeat(8);

/** Replaces intentlb by a program that answers at once, and notes in the workspace (`built`) what it builds. */
export function stubProgram(checkout: Checkout): Checkout {
  const text = `**1 of 2 nodes changes.**\n\nDigest: \`${STUB_DIGEST}\`\n`;
  const script = `#!/bin/sh\ncase $1 in\ndiff) printf '%s' '${text}'; exit 2 ;;\nbuild) printf '%s\\n' "$@" >built ;;\nesac\n`;
  write(checkout.program, script, 0o755);
  return checkout;
}
