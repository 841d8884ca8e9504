/** Whether a path is the other one or below it: prefixes of whole segments; everything is below `/`. */
export function isUnder(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** For `/srv/www/home`: `/srv/www` and `/srv`. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let end = folder.lastIndexOf("/"); end > 0; end = folder.lastIndexOf("/", end - 1)) {
    above.push(folder.slice(0, end));
  }
  return above;
}

/** A path as HAProxy normalises it before it compares: RFC 3986, section 6.2.2, and consecutive slashes as one. */
export function normalizePath(path: string): string {
  const kept: string[] = [];
  const segments = decodeUnreserved(path).split("/");
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  const isFolder = ["", ".", ".."].includes(segments.at(-1) ?? "");
  return `/${kept.join("/")}${isFolder && kept.length > 0 ? "/" : ""}`;
}

/** Letters, digits, `-`, `.`, `_` and `~` mean the same without percent-encoding; other characters may not. */
function decodeUnreserved(path: string): string {
  return path.replaceAll(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded;
  });
}
