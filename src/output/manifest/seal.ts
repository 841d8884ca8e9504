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
  return text.length > TAIL && text === seal(bodyOf(text));
}

/** The seal that a text should have. */
export function sealOf(text: string): string {
  return sha256(bodyOf(text));
}

function bodyOf(text: string): string {
  return text.slice(0, -TAIL);
}

function tail(body: string): string {
  return `,\n"seal": "${sha256(body)}"\n}\n`;
}
