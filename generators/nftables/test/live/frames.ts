import ipaddr from "ipaddr.js";
import type { Question } from "./questions.ts";

const PROTOCOL = { tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;
const FROM_PORT = 40_000;

/** MAC addresses of the two ends of the cable. */
export const MACS = { server: "02:00:00:00:00:01", client: "02:00:00:00:00:02" } as const;

/** Ethernet frames that open connections (a TCP SYN, or a datagram), each preceded by its length in two bytes. */
export function toFrames(questions: readonly Question[]): Buffer {
  const bytesOf = addressBytes();
  const frames = questions.map(({ family, from, to, transport, port }) => {
    const [source, target] = [bytesOf(from), bytesOf(to)];
    const segment = transport === "tcp" ? tcpSyn(port) : datagram(port);
    const protocol = PROTOCOL[transport];
    segment.writeUInt16BE(
      checksum(source, target, Buffer.from([0, protocol, 0, segment.length]), segment),
      transport === "tcp" ? 16 : 6,
    );
    const header = family === "ipv4" ? headerV4(protocol, segment, source, target) : headerV6(protocol, segment);
    const packet = family === "ipv4" ? [header] : [header, source, target];
    return framed([ETHERNET[family], ...packet, segment]);
  });
  return Buffer.concat(frames);
}

/** An ICMPv6 message (RFC 4443) with a type and nothing else. */
export interface IcmpMessage {
  readonly type: number;
  readonly hopLimit: number;
  readonly from: string;
  readonly to: string;
}

/** Ethernet frames with ICMPv6 messages, each preceded by its length in two bytes. */
export function toIcmpFrames(messages: readonly IcmpMessage[]): Buffer {
  const bytesOf = addressBytes();
  const frames = messages.map(({ type, hopLimit, from, to }) => {
    const [source, target] = [bytesOf(from), bytesOf(to)];
    const message = Buffer.alloc(48);
    message.writeUInt8(type, 0);
    message.writeUInt16BE(checksum(source, target, Buffer.from([0, ICMPV6, 0, message.length]), message), 2);
    return framed([ETHERNET.ipv6, headerV6(ICMPV6, message, hopLimit), source, target, message]);
  });
  return Buffer.concat(frames);
}

function framed(parts: readonly Buffer[]): Buffer {
  const frame = Buffer.concat(parts);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(frame.length);
  return Buffer.concat([length, frame]);
}

const ETHERNET = {
  ipv4: Buffer.from(`${MACS.server}:${MACS.client}:08:00`.replaceAll(":", ""), "hex"),
  ipv6: Buffer.from(`${MACS.server}:${MACS.client}:86:dd`.replaceAll(":", ""), "hex"),
} as const;

/** RFC 9293, 3.1: ports, sequence, no acknowledgement, 20 bytes of header, SYN, a window. */
function tcpSyn(port: number): Buffer {
  const segment = Buffer.alloc(20);
  segment.writeUInt16BE(FROM_PORT, 0);
  segment.writeUInt16BE(port, 2);
  segment.writeUInt32BE(1, 4);
  segment.writeUInt16BE(0x5002, 12);
  segment.writeUInt16BE(64_240, 14);
  return segment;
}

function datagram(port: number): Buffer {
  const segment = Buffer.alloc(8);
  segment.writeUInt16BE(FROM_PORT, 0);
  segment.writeUInt16BE(port, 2);
  segment.writeUInt16BE(segment.length, 4);
  return segment;
}

function headerV4(protocol: number, segment: Buffer, source: Buffer, target: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(0x4500, 0);
  header.writeUInt16BE(header.length + segment.length, 2);
  header.writeUInt16BE((64 << 8) | protocol, 8);
  source.copy(header, 12);
  target.copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function headerV6(protocol: number, segment: Buffer, hopLimit = 64): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(segment.length, 4);
  header.writeUInt16BE((protocol << 8) | hopLimit, 6);
  return header;
}

/** RFC 1071. */
function checksum(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += part.readUInt16BE(at);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff || 0xffff;
}

function addressBytes(): (address: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (address) => {
    const bytes = known.get(address) ?? Buffer.from(ipaddr.parse(address).toByteArray());
    known.set(address, bytes);
    return bytes;
  };
}
