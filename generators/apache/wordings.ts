import type { FactValue } from "../../src/contract/subject.ts";
import type { Say, Wordings } from "../../src/contract/wording.ts";
import { changed, items, protection, rawLines, setting, showValue } from "../../src/words/phrases.ts";

/** How changes of Apache's own options are told. */
export const APACHE_WORDINGS: Wordings = {
  fleet: { "apache.lines": rawLines("Apache's server configuration") },
  backend: { "apache.document_root": documentRoot },
  service: {
    "apache.document_root": documentRoot,
    "apache.aliases.*": (before, after, [path = ""]) =>
      after === undefined
        ? [{ risk: "stops", text: `no longer serves ${path} (was ${showValue(before ?? null)})` }]
        : [{ risk: "opens", text: changed(`serves at ${path}`, before, after) }],
    "apache.headers.*": (before, after, [name = ""]) => setting(`response header ${name}`)(before, after, []),
    "apache.index": setting("index files"),
    "apache.listing": opensIf(
      true,
      "lists folders without an index file",
      "no longer lists folders without an index file",
    ),
    "apache.follow_links": setting("follows symbolic links", "opens"),
    "apache.override": items(
      (what) => ({ risk: "opens", text: `.htaccess files may change ${what}` }),
      (what) => ({ risk: "stops", text: `.htaccess files may no longer change ${what}` }),
    ),
    "apache.php": setting("PHP run by", "opens"),
    "apache.log_format": setting("format of the access log"),
    "apache.error_pages": setting("error pages in"),
    "apache.tls.certificate": protection("certificate of members"),
    "apache.lines": rawLines("Apache's virtual host"),
  },
};

/** A folder above the old one shows more than before. */
function documentRoot(before: FactValue | undefined, after: FactValue | undefined): ReturnType<Say> {
  const [old, now] = [showValue(before ?? ""), showValue(after ?? "")];
  const isAbove = now !== "" && `${old}/`.startsWith(now.endsWith("/") ? now : `${now}/`);
  return [{ risk: isAbove ? "opens" : "moves", text: changed("serves folder", before, after) }];
}

function opensIf(value: FactValue, opened: string, closed: string): Say {
  return (_before, after) => [after === value ? { risk: "opens", text: opened } : { risk: "stops", text: closed }];
}
