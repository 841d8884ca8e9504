import type { Family } from "../../src/contract/fleet.ts";

/**
 * One argument of a directive. Inside double quotes Apache only knows `\"` and `\\`, but it replaces `${…}` before it
 * parses quotes, and nothing prevents that: such a value is rejected, earlier by the schema.
 */
export function quote(value: string): string {
  if (/[\u0000-\u001f\u007f]/.test(value) || value.includes("${")) {
    throw new Error(`${JSON.stringify(value)} cannot be an argument of Apache's`);
  }
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

/** Value for mod_headers' `Header`: a format of its own, with `%` and `\n`, inside an argument. */
export function quoteHeader(value: string): string {
  if (value.startsWith("expr=")) throw new Error(`${JSON.stringify(value)} would be an expression`);
  return quote(value.replaceAll("\\", "\\\\").replaceAll("%", "%%"));
}

/** A host name for `ServerName` and `ServerAlias`; `*` and `?` would be wildcards. */
export function hostName(name: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new Error(`${JSON.stringify(name)} is not a host name`);
  return name;
}

/** Argument of `Require ip`: a prefix. Apache rejects length 0, so all of a family is two halves. */
export function prefixWords(family: Family, prefix: string): string {
  const shape =
    family === "ipv4" ? /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/ : /^[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d{1,3})?$/;
  if (!shape.test(prefix)) throw new Error(`${JSON.stringify(prefix)} is not an ${family} prefix`);
  if (!prefix.endsWith("/0")) return prefix;
  return family === "ipv4" ? "0.0.0.0/1 128.0.0.0/1" : "::/1 8000::/1";
}

/** A string as part of a regular expression; `#` may end one. */
export function regexLiteral(text: string): string {
  if (/[^A-Za-z0-9._~!$&()*+,=:@%/?-]/.test(text)) throw new Error(`${JSON.stringify(text)} is not part of a URL`);
  return text.replace(/[.!$&()*+=:?-]/g, "\\$&");
}

/** A port. An absent one must never become "every port". */
export function quotePort(port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${String(port)} is not a port`);
  return String(port);
}
