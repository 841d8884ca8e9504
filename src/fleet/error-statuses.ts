/** Errors of a web server itself, for which the catalog may have pages (`apache.error_pages`). */
export const ERROR_STATUSES = [403, 404, 410, 500, 502, 503, 504] as const;
