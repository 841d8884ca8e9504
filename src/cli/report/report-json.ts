import { placeOf } from "./place.ts";
import type { Reporter } from "./reporter.ts";
import { stringifySafely } from "./stringify-safely.ts";

/**
 * An array of objects, one per finding; absent values are null, so every key is always present; `accepted` if accepted
 * findings are requested.
 */
export const reportJson: Reporter = (findings, { showPath }) =>
  stringifySafely(
    findings.map(({ code, severity, message, at, notes, help, accepted }) => ({
      code,
      severity,
      message,
      ...placeOf(at, showPath),
      notes: notes.map((note) => ({ message: note.message, ...placeOf(note.at, showPath) })),
      help: help ?? null,
      ...(accepted === undefined ? {} : { accepted: { reason: accepted.reason, until: accepted.until ?? null } }),
    })),
  );
