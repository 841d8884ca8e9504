import type { Report } from "../../src/contract/finding.ts";

/**
 * Provokes a finding that needs more than text files: links, binary files, an output folder that was changed.
 * @param folder An empty folder of the case's own. Expected texts call it `/folder`.
 */
export type Provoke = (folder: string, report: Report) => void | Promise<void>;
