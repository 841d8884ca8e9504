import type { Report } from "../../src/contract/finding.ts";

/**
 * Provokes a finding that takes more than texts: links, binary files, an output folder that somebody touched.
 * @param folder An empty folder of the case's own. Expected texts call it `/folder`.
 */
export type Provoke = (folder: string, report: Report) => void | Promise<void>;
