/** What a tree consists of. */
export const MANIFEST = "manifest.json";

/** What the tree promises. */
export const CLAIMS = "claims.json";

/** Which places of the catalog caused which lines. */
export const SOURCE_MAP = "sourcemap.json";

/** Files beside the nodes' folders: no node may be called so. */
export const ROOT_NAMES: readonly string[] = [CLAIMS, MANIFEST, SOURCE_MAP];

/** Hidden folder inside an existing tree in which the next one is staged. */
export const WORK_FOLDER = ".intentlb";
