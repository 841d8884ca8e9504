/** Values of `--format` for findings. */
export const FORMATS = ["pretty", "json", "github", "gitlab", "sarif"] as const;
export type Format = (typeof FORMATS)[number];
