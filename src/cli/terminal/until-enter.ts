import { createInterface } from "node:readline";

/** Waits until somebody presses Enter, or until the signal. Where standard input ends without a line, the signal is waited for. */
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
