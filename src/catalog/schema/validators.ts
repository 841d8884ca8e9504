import { createRequire } from "node:module";
import { join } from "node:path";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Fleet, Node, Service } from "../../contract/language.ts";
import { packageRoot } from "../../package-root.ts";

/** What is written in one place, and (`fleet`, `node`, `service`) what it is once all layers are merged. */
interface Validators {
  readonly network: ValidateFunction<unknown>;
  readonly team: ValidateFunction<unknown>;
  readonly group: ValidateFunction<unknown>;
  readonly vip: ValidateFunction<unknown>;
  readonly certificate: ValidateFunction<unknown>;
  readonly fleetLayer: ValidateFunction<unknown>;
  readonly nodeLayer: ValidateFunction<unknown>;
  readonly serviceLayer: ValidateFunction<unknown>;
  readonly vipLayer: ValidateFunction<unknown>;
  readonly fleet: ValidateFunction<Fleet>;
  readonly node: ValidateFunction<Node>;
  readonly service: ValidateFunction<Service>;
}

export type SchemaError = ErrorObject;

/** Made by `scripts/compile-validators.ts` when the project is compiled. */
export const validators: Validators = createRequire(import.meta.url)(join(packageRoot, "dist", "validators.cjs"));
