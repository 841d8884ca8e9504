import { readFileSync, statSync } from "node:fs";
import { describeFileError } from "./describe-file-error.ts";

/** A larger file is a mistake, not a catalog; in bytes. */
export const LARGEST_FILE = 8 * 1024 * 1024;

/** Text of a file, or what is wrong with it: words that follow its name, and the code of the finding. */
export type ReadResult = { readonly text: string } | ReadProblem;

interface ReadProblem {
  readonly code: "catalog/too-large" | "catalog/not-text" | "catalog/unreadable";
  readonly problem: string;
  readonly help?: string;
}

/** Reads a file that must be UTF-8 text. A byte order mark at its start is not part of the text. */
export function readText(path: string): ReadResult {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE) {
      return {
        code: "catalog/too-large",
        problem: `is ${(size / 1024 / 1024).toFixed(1)} MB large; the limit is ${LARGEST_FILE / 1024 / 1024} MB`,
        help: "split it: any file may contain any section",
      };
    }
    return decode(readFileSync(path));
  } catch (error) {
    return { code: "catalog/unreadable", problem: `cannot be read: ${describeFileError(error, path)}` };
  }
}

function decode(bytes: Uint8Array): ReadResult {
  const notText: ReadProblem = { code: "catalog/not-text", problem: "is not UTF-8 text" };
  if (hasUtf16Mark(bytes)) return { ...notText, problem: "is UTF-16, not UTF-8", help: "save it as UTF-8" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? notText : { text };
  } catch {
    return notText;
  }
}

/** The byte order mark of UTF-16, of either order, which some editors write. */
function hasUtf16Mark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
