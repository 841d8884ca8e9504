/** Whether a certificate's names cover a host name. A wildcard covers one label (RFC 6125 section 6.4.3). */
export function certificateCovers(names: ReadonlySet<string>, hostname: string): boolean {
  const dot = hostname.indexOf(".");
  return names.has(hostname) || (dot > 0 && names.has(`*${hostname.slice(dot)}`));
}
