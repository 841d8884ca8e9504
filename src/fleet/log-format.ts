import type { Service } from "../contract/fleet.ts";

/** Formats of access logs, as Apache names them. */
export const LOG_FORMATS = ["common", "combined", "vhost_combined"] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** Format of a service's access log. */
export function logFormat({ spec }: Service): LogFormat {
  return spec.apache?.log_format ?? "combined";
}
