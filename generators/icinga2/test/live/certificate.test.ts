import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TlsOptions } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { describeWith } from "../../../../test/support/daemons.ts";

const PLUGIN = join(packageRoot, "generators/icinga2/templates/check_certificate");
const [OK, WARNING, CRITICAL, UNKNOWN] = [0, 1, 2, 3];
const NAME = "www.shop.example";

/** A CA with its certificates, and self-signed ones. */
const MAKE = `set -e
cd "$1"
ec() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@" 2>/dev/null; }
ec -days 90 -keyout ca.key -out ca.crt -subj /CN=authority -addext keyUsage=critical,keyCertSign
issue() {
  file=$1 days=$2
  shift 2
  ec -CA ca.crt -CAkey ca.key -days "$days" -keyout "$file.key" -out "$file.crt" -addext basicConstraints=critical,CA:FALSE "$@"
}
issue good 60 -subj /CN=x -addext 'subjectAltName=DNS:*.shop.example,DNS:shop.example'
issue other 60 -subj /CN=x -addext subjectAltName=DNS:www.other.example
issue common 60 -subj /CN=${NAME}
issue soon 20 -subj /CN=x -addext subjectAltName=DNS:${NAME}
issue dead 5 -subj /CN=x -addext subjectAltName=DNS:${NAME}
ec -days 60 -keyout alone.key -out alone.crt -subj /CN=x -addext subjectAltName=DNS:${NAME}`;

describeWith(["openssl"], "check_certificate checks like a browser", () => {
  let folder = "";
  let server: Server | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "intentlb-certificate-check-"));
    execFileSync("sh", ["-c", MAKE, "sh", folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => server?.close());

  /** Exit status and first line of the plugin, run against a server with a certificate. */
  async function check(
    file: string,
    args: readonly string[] = ["-n", NAME],
    options: TlsOptions = {},
    host = "127.0.0.1",
  ): Promise<[number, string]> {
    const read = (name: string) => readFileSync(join(folder, name));
    server = createServer({ key: read(`${file}.key`), cert: read(`${file}.crt`), ...options });
    server.on("tlsClientError", () => {}).on("secureConnection", (socket) => socket.on("error", () => {}));
    await new Promise<void>((listening) => server?.listen(0, host, listening));
    return ask(host, (server.address() as AddressInfo).port, args);
  }

  function ask(host: string, port: number, args: readonly string[]): Promise<[number, string]> {
    const env = { ...process.env, SSL_CERT_FILE: join(folder, "ca.crt"), SSL_CERT_DIR: "/nonexistent" };
    return new Promise((done) => {
      const child = execFile("sh", [PLUGIN, "-H", host, "-p", `${port}`, ...args], { env }, (_error, stdout) =>
        done([child.exitCode ?? -1, stdout.split("\n")[0] ?? ""]),
      );
    });
  }

  test.each([
    ["good", OK, "valid until"],
    ["other", CRITICAL, `does not cover ${NAME}`],
    ["common", CRITICAL, "has no host names"],
    ["alone", CRITICAL, "the chain is not valid"],
    ["soon", WARNING, "within 30 days"],
    ["dead", CRITICAL, "within 14 days"],
  ] as const)("%s: %i", async (file, status, says) => {
    const [exit, text] = await check(file);
    expect([exit, text]).toEqual([status, expect.stringContaining(says)]);
  });

  test("over IPv6, and with several names", async () => {
    const names = ["-n", NAME, "-n", "shop.example"];
    expect((await check("good", names, {}, "::1"))[0]).toBe(OK);
    server?.close();
    expect((await check("good", [...names, "-n", "deep.www.shop.example"]))[0]).toBe(CRITICAL);
  });

  test("without a name, only the chain and the expiry are checked", async () => {
    expect((await check("other", []))[0]).toBe(OK);
    server?.close();
    expect((await check("alone", []))[0]).toBe(CRITICAL);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "a server that requires client certificates still presents its own: %s",
    async (version) => {
      const demanding = { requestCert: true, rejectUnauthorized: true, minVersion: version, maxVersion: version };
      expect((await check("good", ["-n", NAME], demanding))[0]).toBe(OK);
      server?.close();
      expect((await check("other", ["-n", NAME], demanding))[0]).toBe(CRITICAL);
    },
  );

  test("a port without TLS, or without a listener", async () => {
    const plain = createPlain((socket) =>
      socket
        .on("error", () => {})
        .resume()
        .end("hello\n"),
    );
    await new Promise<void>((listening) => plain.listen(0, "127.0.0.1", listening));
    const { port } = plain.address() as AddressInfo;
    expect((await ask("127.0.0.1", port, ["-n", NAME]))[0]).toBe(CRITICAL);
    await new Promise((closed) => plain.close(closed));
    expect((await ask("127.0.0.1", port, ["-n", NAME]))[0]).toBe(CRITICAL);
  });

  test("SMTP without STARTTLS is a warning", async () => {
    const plain = createPlain((socket) => {
      socket.on("error", () => {}).write("220 mail.shop.example ESMTP\r\n");
      socket.on("data", (data) => socket.write(data.toString().startsWith("QUIT") ? "221 bye\r\n" : "250 fine\r\n"));
    });
    await new Promise<void>((listening) => plain.listen(0, "127.0.0.1", listening));
    const { port } = plain.address() as AddressInfo;
    const [exit, text] = await ask("127.0.0.1", port, ["-n", NAME, "-S", "smtp", "-t", "5"]);
    expect([exit, text]).toEqual([WARNING, expect.stringContaining("no STARTTLS")]);
    plain.close();
  });

  test("the server name of -s need not be in the certificate", async () => {
    const asked: unknown[] = [];
    const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
      asked.push(name);
      done(null);
    };
    expect((await check("good", ["-s", "old.example"], { SNICallback }))[0]).toBe(OK);
    expect((await check("good", ["-s", "old.example", "-n", NAME], { SNICallback }))[0]).toBe(OK);
    expect(asked).toEqual(["old.example", "old.example"]);
  });

  test.each([[["-s", "x;reboot"]], [["-n", "x;reboot"]], [["-n", "$(reboot)"]], [["-w", "1;2"]], [["-x"]]])(
    "arguments such as %j are rejected",
    async (args) => {
      expect((await ask("127.0.0.1", 9, args))[0]).toBe(UNKNOWN);
    },
  );
});
