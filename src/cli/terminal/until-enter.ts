import { createInterface } from "node:readline";

/** Waits until somebody presses Enter, or for the signal. If standard input ends without a line, it waits for the signal. */
export async function untilEnter(signal: AbortSignal): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  try {
    await new Promise<void>((resolve) => {
      lines.once("line", () => resolve());
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    lines.close();
  }
}
