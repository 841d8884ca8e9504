/** Answers over UDP, by protocol. */

/**
 * Any name has the address 192.0.2.1 or 2001:db8::1, and a TXT record with the machine's name; RFC 1035. The question is
 * repeated, the answer points at its name.
 */
export function answerDns(machine: string, query: Buffer): Buffer {
  const end = questionEnd(query);
  const type = end === undefined ? 0 : query.readUInt16BE(end - 4);
  if (end === undefined) return Buffer.alloc(0);
  const data = dnsData(type, machine);
  const header = Buffer.from(query.subarray(0, 12));
  // Response, recursion available; "recursion desired" is copied.
  header.writeUInt16BE(0x8080 | (query.readUInt16BE(2) & 0x0100), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const parts = [header, query.subarray(12, end)];
  if (data !== undefined) {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(0, 6);
    record.writeUInt16BE(data.length, 10);
    parts.push(record, data);
  }
  return Buffer.concat(parts);
}

function dnsData(type: number, machine: string): Buffer | undefined {
  if (type === 1) return Buffer.from([192, 0, 2, 1]);
  if (type === 28) return Buffer.from("20010db8000000000000000000000001", "hex");
  // SOA: two names, both the root, and five numbers.
  if (type === 6) return Buffer.alloc(22);
  if (type === 16) return Buffer.concat([Buffer.from([machine.length]), Buffer.from(machine)]);
  return undefined;
}

/** Where the first question ends; undefined if there is none. */
function questionEnd(query: Buffer): number | undefined {
  let place = 12;
  for (let length = query[place]; length !== undefined && length !== 0; length = query[place]) place += length + 1;
  return place + 5 <= query.length ? place + 5 : undefined;
}

/** Seconds between 1900, where NTP counts from, and 1970. */
const SINCE_1900 = 2_208_988_800;

/** A server's answer of stratum 2, RFC 5905; the machine's name is the reference. */
export function answerNtp(machine: string, query: Buffer, now: number): Buffer {
  const answer = Buffer.alloc(48);
  answer.writeUInt8(0x24, 0);
  answer.writeUInt8(2, 1);
  answer.writeUInt8(6, 2);
  answer.writeInt8(-20, 3);
  answer.write(machine.slice(0, 4), 12, "latin1");
  const seconds = Math.floor(now / 1000) + SINCE_1900;
  const fraction = Math.floor(((now % 1000) / 1000) * 2 ** 32);
  for (const place of [16, 32, 40]) {
    answer.writeUInt32BE(seconds, place);
    answer.writeUInt32BE(fraction, place + 4);
  }
  query.copy(answer, 24, 40, 48);
  return answer;
}
