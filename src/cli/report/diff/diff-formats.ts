/** How differences are printed: for people, for programs, as a comment in a forge, as a page. */
export const DIFF_FORMATS = ["pretty", "json", "markdown", "html"] as const;

export type DiffFormat = (typeof DIFF_FORMATS)[number];
