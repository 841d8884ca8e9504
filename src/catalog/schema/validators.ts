import type { ErrorObject, ValidateFunction } from "ajv";
import type { Fleet, Node, Service } from "../../contract/language.ts";
import { requireFromPackage } from "../../package-files.ts";

/** Schemas of what is written in one place, and (`fleet`, `node`, `service`) of the result once all layers are merged. */
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

/** Created by `scripts/compile-validators.ts` when the project is compiled. */
export const validators = requireFromPackage("./dist/validators.cjs") as Validators;
