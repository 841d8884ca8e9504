/** Name of the files that leave files and folders out of a catalog, in the syntax of `.gitignore`. */
export const IGNORE_FILE = ".intentlbignore";
