import type { Family, Transport } from "../../src/contract/fleet.ts";

/** The kernel keeps 128 bytes of a comment (NFTNL_UDATA_COMMENT_MAXLEN), and nft refuses longer ones. */
const COMMENT_LENGTH = 120;

/** The kernel allows 255, more than anybody reads. */
const NAME_LENGTH = 63;

/**
 * A quoted comment: as many of the reasons as fit, and how many more there are. nft has no escapes inside quotes, so
 * what could end them, and what is not plain ASCII, is replaced.
 */
export function quoteComment(reasons: readonly string[]): string {
  let text = phrase(reasons, 1);
  for (let shown = 2; shown <= reasons.length; shown++) {
    const longer = phrase(reasons, shown);
    if (longer.length > COMMENT_LENGTH) break;
    text = longer;
  }
  const plain = text.replace(/["\\]/g, "'").replace(/[^ -~]/g, "?");
  return `"${plain.length <= COMMENT_LENGTH ? plain : `${plain.slice(0, COMMENT_LENGTH - 3)}...`}"`;
}

function phrase(reasons: readonly string[], shown: number): string {
  const rest = reasons.length - shown;
  return `${reasons.slice(0, shown).join(", ")}${rest > 0 ? `, ${rest} more` : ""}`;
}

/** Whether nft accepts the text as the name of a set or chain: letters, digits and `/ - _ .`, a letter first. */
export function isIdentifier(text: string): boolean {
  return text.length <= NAME_LENGTH && /^[A-Za-z][A-Za-z0-9/._-]*$/.test(text);
}

/** An address or prefix. The fleet only has canonical ones; anything else would be a rule that nobody wrote. */
export function quotePrefix(family: Family, text: string): string {
  const shape =
    family === "ipv4" ? /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/ : /^[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d{1,3})?$/;
  if (!shape.test(text)) throw new Error(`${JSON.stringify(text)} is not an ${family} prefix`);
  return text;
}

/** A port. An absent one must never become "every port". */
export function quotePort(port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${String(port)} is not a port`);
  return String(port);
}

export function quoteTransport(transport: Transport): string {
  if (transport !== "tcp" && transport !== "udp") throw new Error(`${String(transport)} is not a transport`);
  return transport;
}
