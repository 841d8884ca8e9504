import type { ValidateFunction } from "ajv";
import type { ClaimJson } from "../claims/claims-json.ts";
import { requireFromPackage } from "../package-files.ts";
import type { Manifest } from "./manifest/manifest.ts";
import type { SourceMapJson } from "./source-map/source-map.ts";

/** Whether a value has the shape of what a build writes: `schemas/*.schema.json` as code. Keys that are not known may be there. */
interface FormatValidators {
  readonly manifest: ValidateFunction<Manifest>;
  readonly sourceMap: ValidateFunction<SourceMapJson>;
  /** One of the elements of `claims.json`. */
  readonly claim: ValidateFunction<ClaimJson>;
}

let loaded: FormatValidators | undefined;

/** Made by `scripts/compile-validators.ts` when the project is compiled; loaded when something is read, which most commands never do. */
export function formatValidators(): FormatValidators {
  loaded ??= requireFromPackage("./dist/format-validators.cjs") as FormatValidators;
  return loaded;
}
