/** What a key of `routes` and `redirects` is; see `pathPrefix` in the schema. */
const RULE = "a key is a literal path prefix of whole segments and covers everything below it";

/** A segment that can only be literal. */
const SEGMENT = /^(?:[A-Za-z0-9._~@=,&-]|(?<=[A-Za-z0-9+])\+|(?<=[A-Za-z0-9]):(?=[A-Za-z0-9]))+$/;

/** Syntax that makes several paths of one key, and cannot be replaced by one: `/a[bc]`, `/{a,b}`, `/a|b`. */
const CHOICE = /[[|]|\{[^}]*,/;

/** What ends the literal beginning of a segment in the pattern syntax of nginx, Apache, Kubernetes and Express. */
const PATTERN = /(?:\.?[*+]|\\|[()^$?!{}<>|[\]'"]|:).*$/;

/** Characters of a key that are examined. */
const MUCH = 1000;

/** What to write instead of a key that is not a literal path: the intended path, if it can be guessed. */
export function helpToWritePath(key: string): string {
  const meant = literalPath(key);
  if (CHOICE.test(key)) return `${RULE}: write a key for each path, such as ${meant ?? "/intern"}`;
  if (meant !== undefined) return `${RULE}: write ${meant}`;
  return `${RULE}, such as /intern: no pattern, trailing slash, //, . or .., and no percent-encoding`;
}

/** The literal path that a key begins with; undefined if that would be all paths, though the key was not `/`. */
function literalPath(key: string): string | undefined {
  const bare = key
    .slice(0, MUCH)
    .replace(/^[\s~=*^]+/, "")
    .replace(/^\\/, "/")
    .replace(/^https?:\/\/[^/]*/i, "")
    .replace(/[?#][^/]*$/, "");
  const kept: string[] = [];
  for (const written of decode(bare).split("/")) {
    if (written === "" || written === ".") continue;
    if (written === "..") kept.pop();
    else {
      const literal = written.replace(/;.*$/, "").replace(PATTERN, "");
      if (!SEGMENT.test(literal)) break;
      kept.push(literal);
      if (literal !== written && !written.startsWith(`${literal};`)) break;
    }
  }
  const path = `/${kept.join("/")}`;
  return path.length > 255 || (path === "/" && !/^\/[/*.()+$]*$/.test(bare)) ? undefined : path;
}

/** Decodes letters, digits and everything that needs no percent sign. */
function decode(path: string): string {
  return path.replaceAll(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~@=,&:+/-]/.test(character) ? character : encoded;
  });
}
