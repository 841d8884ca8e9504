import type { ValidDefinitions } from "../../../catalog/validate/validate-definitions.ts";
import type { OutputFile } from "../../../contract/block.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import type { Source } from "../../../contract/source.ts";
import { keySpan, type Tree } from "../../../contract/tree.ts";
import { type FilePlace, placeOf } from "../../report/place.ts";
import type { ShowPath } from "../../report/show-path.ts";
import { formatPath, pathIn } from "../things.ts";
import { type CausedBlock, findCaused } from "./find-caused.ts";
import { findOverridden, type Overridden } from "./find-overridden.ts";
import { findOwners } from "./find-owners.ts";
import { findWritten } from "./find-written.ts";
import type { PlaceText } from "./parse-place.ts";
import { whyNothing } from "./why-nothing.ts";

/** A line of the catalog, and what it generates. */
export interface ExplainedCatalogLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** The values that begin on the line, or the one that continues there, in the words of the file. */
  readonly values: readonly (FilePlace & { readonly path: string })[];
  /** Blocks by the values that caused them: first those that the line causes, then those of which it is a part. */
  readonly generates: readonly CausedBy[];
  readonly overridden: readonly Overridden[];
  /** Why nothing is generated; null if something is, if a stronger layer is the reason, or if it is not known. */
  readonly reason: string | null;
}

export interface CausedBy {
  /** Whether the line itself causes the blocks; else they are caused by values that it is a part of. */
  readonly isDirect: boolean;
  /** These values, as `services.www.backends.web`; those that many things inherit once. */
  readonly causes: readonly string[];
  readonly blocks: readonly CausedBlock[];
}

/** What a line is explained from. */
export interface Explained {
  readonly fleet: Fleet;
  readonly definitions: ValidDefinitions;
  readonly files: readonly OutputFile[];
}

/**
 * Explains a line of a file.
 * @param root The file as it is written.
 */
export function explainCatalogLine(
  { fleet, definitions, files }: Explained,
  { source, root }: { readonly source: Source; readonly root: Tree },
  place: Pick<PlaceText, "line" | "column">,
  showPath: ShowPath,
): ExplainedCatalogLine {
  const written = findWritten(source, root, place);
  const values = typeof written === "string" ? [] : written;
  const spans = values.map(({ tree }) => tree);
  const caused = findCaused(files, spans);
  const overridden = findOverridden(fleet, spans, showPath);
  const [first] = values;
  const why = () => {
    if (typeof written === "string") return NO_VALUE[written];
    return first === undefined ? null : (whyNothing(fleet, definitions, first.path) ?? null);
  };
  return {
    file: showPath(source),
    line: place.line,
    text: source.line(place.line),
    values: values.map(({ path, tree }) => ({
      path: formatPath(path).replace(/^\./, ""),
      ...placeOf(keySpan(tree), showPath),
    })),
    generates: caused.map(({ distance, causes, blocks }) => ({
      isDirect: distance === 0,
      causes: nameCauses(fleet, causes),
      blocks,
    })),
    overridden,
    reason: caused.length > 0 || overridden.length > 0 ? null : why(),
  };
}

const NO_VALUE = {
  blank: "the line is blank",
  comment: "the line is a comment",
  "no value": "no value is on the line",
} as const;

function nameCauses(fleet: Fleet, causes: Parameters<typeof findOwners>[1]): string[] {
  const owners = [...findOwners(fleet, causes).values()];
  return owners.flatMap(([owner]) => (owner === undefined ? [] : [pathIn(owner.thing, owner.path)])).sort();
}
