/** A path at which web servers of the lab answer with this status, as if something had gone wrong. */
export function errorPath(status: number): string {
  return `/.intentlb-lab/${status}`;
}

/** What is in a page that the catalog has for a status. */
export function errorText(status: number): string {
  return `page of the lab for status ${status}`;
}
