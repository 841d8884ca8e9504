import fc from "fast-check";

/**
 * Properties are tested with the same values everywhere, so that failures come from changes and not from chance.
 * `PROPERTY_SEED=random` (or a number) tries others; a failure prints its seed.
 */
const wanted = process.env["PROPERTY_SEED"] ?? "20260601";
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted) });
