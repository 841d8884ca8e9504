import { placeOf } from "./place.ts";
import type { Reporter } from "./reporter.ts";
import { stringifySafely } from "./stringify-safely.ts";

/** An array of objects, one per finding; what is absent is null, so that every key is always there; `accepted` where accepted findings are asked for. */
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
