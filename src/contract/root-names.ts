/** The files of a tree. */
export const MANIFEST = "manifest.json";

/** What the tree promises. */
export const CLAIMS = "claims.json";

/** Which places in the catalog caused which lines. */
export const SOURCE_MAP = "sourcemap.json";

/** Files next to the nodes' folders: no node may have such a name. */
export const ROOT_NAMES: readonly string[] = [CLAIMS, MANIFEST, SOURCE_MAP];

/** Hidden folder inside an existing tree in which the next one is staged. */
export const WORK_FOLDER = ".intentlb";
