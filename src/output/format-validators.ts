import type { ValidateFunction } from "ajv";
import type { SubjectJson } from "../claims/claims-json.ts";
import { requireFromPackage } from "../package-files.ts";
import type { Manifest } from "./manifest/manifest.ts";
import type { SourceMapJson } from "./source-map/source-map.ts";

/** Whether a value has the shape of a build's output: `schemas/*.schema.json` as code. Unknown keys are allowed. */
interface FormatValidators {
  readonly manifest: ValidateFunction<Manifest>;
  readonly sourceMap: ValidateFunction<SourceMapJson>;
  /** One of the subjects of `claims.json`. */
  readonly subject: ValidateFunction<SubjectJson>;
}

let loaded: FormatValidators | undefined;

/**
 * Created by `scripts/compile-validators.ts` when the project is compiled; loaded when something is read, which most
 * commands never do.
 */
export function formatValidators(): FormatValidators {
  loaded ??= requireFromPackage("./dist/format-validators.cjs") as FormatValidators;
  return loaded;
}
