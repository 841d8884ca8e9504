import fc from "fast-check";

/**
 * Properties are tried on the same values everywhere, so that a change is judged by what it did and not by chance.
 * `PROPERTY_SEED=random` (or a number) tries others; a failure prints its seed.
 */
const wanted = process.env["PROPERTY_SEED"] ?? "20260601";
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted) });
