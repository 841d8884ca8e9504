import type { Unread, Word } from "./raw-words.ts";

/** Names of ACLs as a service writes them → their names in the frontend. */
export type Renamed = ReadonlyMap<string, string>;

/**
 * A rule's words with another condition that must hold (section 7.2: terms of `if` are joined by `or` without brackets,
 * so it is added to each; `unless` gets its opposite as another term).
 * @param own an anonymous ACL: `{ var(txn.service) -m str blog }`
 */
export function narrow(words: readonly Word[], own: string, renamed: Renamed): readonly string[] | Unread {
  const start = words.findIndex(({ value }) => value === "if" || value === "unless");
  if (start === -1) return [...words.map(({ text }) => text), "if", own];
  const keyword = words[start];
  const terms = readTerms(words.slice(start + 1), renamed);
  if (keyword?.text !== keyword?.value) return { cannot: `${keyword?.text} is quoted` };
  if ("cannot" in terms) return terms;
  const rule = words.slice(0, start).map(({ text }) => text);
  if (keyword?.value === "unless") return [...rule, "unless", `!${own}`, ...terms.flatMap((term) => ["or", ...term])];
  return [...rule, ...terms.flatMap((term, index) => [index === 0 ? "if" : "or", own, ...term])];
}

/** The terms between `or`s, each a list of words. */
function readTerms(words: readonly Word[], renamed: Renamed): readonly (readonly string[])[] | Unread {
  let term: string[] = [];
  const terms = [term];
  let isOpen = false;
  for (const { text, value } of words) {
    const [, not = "", name = ""] = /^(!*)(.*)$/s.exec(value) ?? [];
    const isSign = isOpen ? value === "}" : ["{", "}", "or", "||", "if", "unless"].includes(name);
    if (isSign && text !== value) return { cannot: `${text} is quoted, but HAProxy reads it as unquoted` };
    if (isOpen) {
      isOpen = value !== "}";
      term.push(text);
    } else if (value === "or" || value === "||") {
      if (term.length === 0) return { cannot: `nothing comes before ${value}` };
      term = [];
      terms.push(term);
    } else if (isSign && name !== "{") {
      return { cannot: `it is not clear where its condition begins: there is another ${text}` };
    } else {
      isOpen = name === "{";
      const other = renamed.get(name);
      term.push(other === undefined ? text : `${not}${other}`);
    }
  }
  if (isOpen) return { cannot: "a brace in it is not closed" };
  if (term.length === 0) return { cannot: "its condition ends without a test" };
  return terms;
}
