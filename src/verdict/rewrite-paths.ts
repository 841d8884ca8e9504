/** Every absolute path below a few folders, up to a character that no path of ours contains. */
function pathPattern(tops: readonly string[]): RegExp {
  return new RegExp(
    `(?<![\\w.@%+*/-])/(?:${tops.map((top) => top.replace(/\W/g, "\\$&")).join("|")})/[\\w.@%+*/-]+`,
    "g",
  );
}

/**
 * A function that makes a text refer to a copy: paths of files in it, and folders and globs that only contain such
 * files, are prefixed with the copy's root. Lines keep their numbers. Other paths are the machine's own and stay.
 * @param files absolute paths on the node
 */
export function pathRewriter(files: Iterable<string>, root: string): (text: string) => string {
  const known = new Set(files);
  const folders = new Set([...known].map((path) => path.slice(0, path.lastIndexOf("/"))));
  const tops = [...new Set([...known].map((path) => path.split("/")[1] ?? ""))];
  const pattern = pathPattern(tops);
  return (text) =>
    text.replace(pattern, (path) => {
      // `/etc/haproxy/`, `/etc/apache2/sites-enabled/*.conf`
      const folder = path.replace(/\/(?:[^/]*\*[^/]*)?$/, "");
      return known.has(path) || folders.has(folder) ? root + path : path;
    });
}
