import type { Argument, Option } from "commander";
import { SHOWN_KINDS, type ShownKind } from "../inspect/shown-kinds.ts";

/** What completes an argument or the value of an option. `shown` are names of the kind in the previous argument, `explained` what `explain` takes first. */
export type Completed =
  | { readonly by: "words"; readonly words: readonly string[] }
  | { readonly by: "names"; readonly kind: ShownKind }
  | { readonly by: "shown" | "explained" | "folders" | "files" | "nothing" };

/** Arguments by their name, options by their long form. Choices that the program itself declares need no entry. */
const COMPLETED: Readonly<Record<string, Completed>> = {
  folder: { by: "folders" },
  catalog: { by: "folders" },
  path: { by: "files" },
  kind: { by: "words", words: SHOWN_KINDS },
  name: { by: "shown" },
  what: { by: "explained" },
  machine: { by: "names", kind: "node" },
  "--catalog": { by: "folders" },
  "--out": { by: "folders" },
  "--against": { by: "folders" },
  "--report": { by: "files" },
  "--node": { by: "names", kind: "node" },
  "--only": { by: "names", kind: "service" },
};

export function argumentCompletedBy(argument: Argument): Completed {
  return completedBy(argument.name(), argument.argChoices);
}

/** @returns undefined for a flag, which takes no value */
export function valueCompletedBy(option: Option): Completed | undefined {
  return option.required ? completedBy(option.long ?? "", option.argChoices) : undefined;
}

function completedBy(name: string, choices: readonly string[] | undefined): Completed {
  if (choices !== undefined) return { by: "words", words: choices };
  return COMPLETED[name] ?? { by: "nothing" };
}
