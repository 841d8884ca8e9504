/** A word of a line as HAProxy splits it. */
export interface Word {
  /** As written, quotes and backslashes included. */
  readonly text: string;
  /** Its value to HAProxy. */
  readonly value: string;
}

/** Why a line cannot be parsed with certainty. */
export interface Unread {
  readonly cannot: string;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Splits a line as HAProxy does (Configuration Manual 2.6, section 2.2): at blanks outside of quotes, up to a `#`.
 * Rejects what HAProxy would replace at start, and words that would end the line silently.
 */
export function splitWords(line: string): readonly Word[] | Unread {
  const words: Word[] = [];
  let text = "";
  let value = "";
  let quote = "";
  const end = () => {
    if (text !== "") words.push({ text, value });
    text = "";
    value = "";
  };
  for (let index = 0; index < line.length; index++) {
    const sign = line.charAt(index);
    if (quote === "" && sign === "#") break;
    if (quote === "" && (sign === " " || sign === "\t")) {
      end();
      continue;
    }
    if (sign === "$" && quote === '"') return { cannot: "it contains an environment variable" };
    if (sign === "\\" && quote !== "'") {
      const [, escaped = ""] = /^\\(x[0-9A-Fa-f]{2}|.)/.exec(line.slice(index)) ?? [];
      if (escaped === "") return { cannot: "it ends in a backslash" };
      text += `\\${escaped}`;
      value +=
        escaped.length > 1 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : (ESCAPES[escaped] ?? escaped);
      index += escaped.length;
      continue;
    }
    text += sign;
    if (sign === quote) quote = "";
    else if (quote === "" && (sign === '"' || sign === "'")) quote = sign;
    else value += sign;
  }
  if (quote !== "") return { cannot: "a quote in it is not closed" };
  end();
  // HAProxy treats an empty word as the end of the line, and ignores the rest.
  if (words.some((word) => word.value === "")) return { cannot: 'it contains an empty word ("")' };
  return words;
}
