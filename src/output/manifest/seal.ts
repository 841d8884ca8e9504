import { sha256 } from "../tree/sha256.ts";

const TAIL = tail("").length;

/**
 * Ends a JSON object with a key `seal`, the SHA-256 of everything before it, so an edit is noticed although no other
 * file has its hash.
 * @param body text of the object without its closing brace
 */
export function seal(body: string): string {
  return body + tail(body);
}

/** Whether a sealed text is unchanged. */
export function isSealed(text: string): boolean {
  const body = text.slice(0, -TAIL);
  return text.length > TAIL && text === seal(body);
}

function tail(body: string): string {
  return `,\n"seal": "${sha256(body)}"\n}\n`;
}
