import type { BrokenPromise } from "../../src/prove/proof.ts";

/** Whether a finding has a name or an address as a word of its own. */
export function isAbout({ service, nodes, asked, wanted, seen }: BrokenPromise, name: string): boolean {
  return mentions([service, ...nodes, asked, wanted, seen].join(" "), name);
}

/** The same for any text; a session `web1-v4` is about web1. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w.-])${name.replaceAll(".", "\\.")}(?!\\w|\\.\\w|-(?!v[46]\\b)\\w)`).test(text);
}
