/** Cipher suites that each version up to TLS 1.2 knows, with ECDSA and with RSA keys; RFC 8422, section 6, and RFC 5289. */
const SUITES = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc009, 0xc013, 0xc00a, 0xc014, 0x002f, 0x0035];

/** Those of old clients: CBC, which attacks on padding were found for, or keys without forward secrecy; RFC 9325, section 4.1. */
const OLD_SUITES = [0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035];

/** Curves P-256 and X25519; RFC 8422, section 5.1.1. */
const GROUPS = [0x0017, 0x001d];

/** ECDSA and RSA with SHA-256 and SHA-1; RFC 8446, section 4.2.3. */
const SIGNATURES = [0x0403, 0x0401, 0x0203, 0x0201];

/** Content types; RFC 8446, section 5.1. */
const HANDSHAKE = 22;
const ALERT = 21;

/** RFC 8446, section 6.2. */
const PROTOCOL_VERSION = 70;
const HANDSHAKE_FAILURE = 40;

/** What of such a message must be refused. */
export type Refusable = "version" | "ciphers";

/**
 * The first message of a client that speaks one version of TLS, 1.2 or older, one character per byte; RFC 5246, section 7.4.1.2.
 * It is written here because OpenSSL no longer offers the older ones on every machine.
 */
export function clientHello(version: string, servername: string | undefined, refusable: Refusable = "version"): string {
  const spoken = [3, Number(version.split(".")[1]) + 1];
  const body = [
    ...spoken,
    ...new Array<number>(32).fill(0x5a),
    0,
    ...sized(2, (refusable === "ciphers" ? OLD_SUITES : SUITES).flatMap(two)),
    ...sized(1, [0]),
    ...sized(2, [
      ...(servername === undefined ? [] : extension(0, sized(2, [0, ...sized(2, [...Buffer.from(servername)])]))),
      ...extension(10, sized(2, GROUPS.flatMap(two))),
      ...extension(11, sized(1, [0])),
      ...extension(13, sized(2, SIGNATURES.flatMap(two))),
    ]),
  ];
  const record = [HANDSHAKE, 3, 1, ...sized(2, [1, ...sized(3, body)])];
  return String.fromCharCode(...record);
}

/** What is wrong with an answer to such a message; undefined if nothing is. */
export function judgeHelloRefused(answer: string, refusable: Refusable): string | undefined {
  const [type, , , , , , description] = Buffer.from(answer, "latin1");
  if (type === HANDSHAKE) return "the handshake goes on";
  if (type !== ALERT) return "no TLS";
  // Where the version is spoken, others find fault with what the client offers.
  const wanted = refusable === "version" ? PROTOCOL_VERSION : HANDSHAKE_FAILURE;
  return description === wanted ? undefined : `alert ${description}, which is not about the ${refusable}`;
}

function extension(number: number, content: readonly number[]): number[] {
  return [...two(number), ...sized(2, content)];
}

/** Bytes after their count, which has so many bytes itself. */
function sized(bytes: 1 | 2 | 3, content: readonly number[]): number[] {
  const count = Array.from({ length: bytes }, (_, index) => (content.length >> (8 * (bytes - 1 - index))) & 0xff);
  return [...count, ...content];
}

function two(number: number): number[] {
  return [number >> 8, number & 0xff];
}
