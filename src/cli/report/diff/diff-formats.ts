/** How differences are printed: for people, for programs, as a comment in a forge. */
export const DIFF_FORMATS = ["pretty", "json", "markdown"] as const;

export type DiffFormat = (typeof DIFF_FORMATS)[number];
