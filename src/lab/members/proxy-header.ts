import { ipaddr } from "../../ip/ipaddr.ts";

const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");

/** A PROXY header at the start of a connection, versions 1 and 2 of the PROXY protocol. */
export interface ProxyHeader {
  /** Its length in bytes. */
  readonly length: number;
  /** Address of the client; absent if the proxy connects on its own behalf, as for a check. */
  readonly client?: string;
}

/** Reads the header; "more" if bytes are missing, "none" if it is something else. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | "more" | "none" {
  const start = bytes.subarray(0, SIGNATURE.length);
  if (SIGNATURE.subarray(0, start.length).equals(start)) return bytes.length < 16 ? "more" : readBinary(bytes);
  if (!"PROXY ".startsWith(bytes.subarray(0, 6).toString("latin1"))) return "none";
  const end = bytes.indexOf("\r\n");
  if (end < 0) return bytes.length > 107 ? "none" : "more";
  const [, family, client] = bytes.subarray(0, end).toString("latin1").split(" ");
  const length = end + 2;
  return family === "UNKNOWN" || client === undefined ? { length } : { length, client };
}

function readBinary(bytes: Buffer): ProxyHeader | "more" {
  const length = 16 + bytes.readUInt16BE(14);
  if (bytes.length < length) return "more";
  const isLocal = (bytes.readUInt8(12) & 15) === 0;
  const size = { 1: 4, 2: 16 }[bytes.readUInt8(13) >> 4];
  if (isLocal || size === undefined) return { length };
  return { length, client: ipaddr.fromByteArray([...bytes.subarray(16, 16 + size)]).toString() };
}
