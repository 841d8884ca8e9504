/** Name of the files that exclude files and folders from a catalog, in the syntax of `.gitignore`. */
export const IGNORE_FILE = ".intentlbignore";
