import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../../../src/lab/until.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { CONFIG, configText, ended, type Fields, type HealthLab, openHealthLab, PROGRAM, signal } from "./lab.ts";

const V4 = "192.0.2.10";
const V6 = "2001:db8:53::10";
const RHYTHM = [100, 200, 2, 2];
const SOCKET = "/run/admin.sock";

/** fall × interval + timeout + 1 s */
const LONGEST = 2 * 100 + 200 + 1000;

/** A VIP with one check. */
const one = (...question: Fields): Fields[] => [
  ["check", "it", ...RHYTHM, ...question],
  ["vip", V4, "www", "it"],
];

const command = (...argv: Fields): Fields[] => one("run", V4, "www", ...argv);

/** Passes while `/run/well` exists; otherwise it does what the script does. */
const whileWell = (script: string): Fields[] => command("/bin/sh", "-c", `test -e /run/well && exit 0; ${script}`);

/** Answers every request on a socket with the content of a file. */
const ADMIN = `
use IO::Socket::UNIX;
unlink $ARGV[0];
$SIG{PIPE} = "IGNORE";
my $socket = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 50) or die "$!";
syswrite STDOUT, "ready";
while (1) {
  my $client = $socket->accept or next;
  sysread $client, my $question, 4096;
  open my $file, "<", "$ARGV[0].answer" or next;
  print $client join "", <$file>;
}
`;

/** Prints how each connection ended. */
const LISTENING_ON = `
use v5.36; use IO::Socket::IP;
my $server = IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => $ARGV[1], Listen => 20, ReuseAddr => 1) or die "$@";
syswrite STDOUT, "ready\\n";
while (my $client = $server->accept) {
  # The client has ended it by then.
  select undef, undef, undef, 0.05;
  syswrite STDOUT, defined(sysread $client, my $text, 1) ? "in order\\n" : "reset\\n";
}
`;

/** Accepts connections and resets them at once, as HAProxy does for blocked sources. Prints a line per hundred. */
const RESETTING = `
use IO::Socket::IP;
use Socket qw(SOL_SOCKET SO_LINGER);
$| = 1;
my $socket = IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => $ARGV[1], Listen => 4000, ReuseAddr => 1) or die "$@";
print "ready\n";
for (my $count = 1;; $count++) {
  my $client = $socket->accept or next;
  $client->setsockopt(SOL_SOCKET, SO_LINGER, pack "ii", 1, 0);
  close $client;
  print "$count\n" if $count % 100 == 0;
}
`;

describeWith(["ip", "namespaces"], "the health daemon checks", () => {
  let lab: HealthLab;
  const start = (records: readonly Fields[]): Promise<ChildProcess> => lab.start(records);
  const admin = async (answer: string): Promise<ChildProcess> => {
    lab.write(`${SOCKET}.answer`, answer);
    const server = lab.spawn("perl", ["-e", ADMIN, SOCKET]);
    if (server.stdout !== null) await once(server.stdout, "data");
    return server;
  };
  /** Waits until at most this many processes have a string in their command line. */
  const untilFew = async (what: string, most: number): Promise<void> => {
    await until(async () => {
      const seen = lab.run("pgrep", ["-cf", what]).output.trim();
      return { done: Number(seen) <= most, seen };
    }, PATIENCE);
  };
  const untilRuns = async (what: string): Promise<void> => {
    await until(async () => {
      const seen = lab.run("pgrep", ["-cf", what]).output.trim();
      return { done: Number(seen) > 0, seen };
    }, PATIENCE);
  };
  const isUp = async (): Promise<void> => {
    await lab.until([V4]);
  };
  const isWithdrawn = async (): Promise<void> => {
    expect(await lab.until([])).toBeLessThan(LONGEST);
  };
  beforeAll(async () => {
    lab = await openHealthLab([`${V4}/32`, `${V6}/128`]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  test("a command that hangs, with children: it fails, and all of them are killed", async () => {
    lab.write("/run/well", "");
    await start(whileWell("sleep 987 & sleep 987 & echo asked >> /run/asked; wait"));
    await isUp();
    lab.run("rm", ["/run/well"]);
    await isWithdrawn();
    await lab.untilSaid("check it fails: no answer within 200 ms");
    await lab.untilLines("/run/asked", 6);
    // Only those that are running right now.
    await untilFew("sleep 987", 3);
    lab.write("/run/well", "");
    await isUp();
    await untilFew("sleep 987", 0);
  });

  test("a command that leaves a process behind: that is killed with it", async () => {
    await start(command("/bin/sh", "-c", "sleep 986 & echo asked >> /run/asked; exit 0"));
    await isUp();
    await lab.untilLines("/run/asked", 6);
    await untilFew("sleep 986", 1);
  });

  test("a command that leaves a process in another session, whether it passes or times out: that is killed, too", async () => {
    const leaves = "setsid sleep 984 & setsid sh -c 'sleep 984 & sleep 984' & echo asked >> /run/asked";
    lab.write("/run/well", "");
    await start(command("/bin/sh", "-c", `${leaves}; test -e /run/well && exit 0; sleep 984`));
    await isUp();
    await lab.untilLines("/run/asked", 6);
    await untilFew("sleep 984", 6);
    lab.run("rm", ["/run/well"]);
    await isWithdrawn();
    await untilFew("sleep 984", 6);
    lab.write("/run/well", "");
    await isUp();
  });

  test("a command that waits for a process in another session: that is not killed", async () => {
    const waits =
      "(setsid sh -c 'sleep 1; touch /run/done' &); until test -e /run/done; do sleep 0.1; done; rm /run/done";
    // Other commands end meanwhile, which is when orphans are looked for.
    await start([
      ["check", "it", 500, 30_000, 1, 1, "run", V4, "www", "/bin/sh", "-c", waits],
      ["check", "other", 100, 30_000, 1, 1, "run", V6, "blog", "/bin/true"],
      ["vip", V4, "www", "it"],
      ["vip", V6, "blog", "other"],
    ]);
    await lab.until([V4, V6]);
    expect(lab.log().filter((line) => line.includes("fails"))).toEqual([]);
  });

  test("nothing after it has ended, and no process survives", async () => {
    const program = await start(command("/bin/sh", "-c", "setsid sleep 983 & setsid sleep 983 & sleep 983"));
    await untilRuns("sleep 983");
    signal(program, "SIGTERM");
    await ended(program);
    await untilFew("sleep 983", 0);
  });

  test("a command that gets no slot because hanging programs have them all: it fails until they end", async () => {
    const places = Array.from({ length: 256 }, (_, index) => `hangs${index}`);
    const hanging = "test -e /run/free || { echo asked >> /run/asked; exec sleep 985; }";
    const program = await start(one("run", V4, "www", "/bin/true"));
    await isUp();
    lab.write(
      CONFIG,
      configText([
        ...one("run", V4, "www", "/bin/true"),
        ...places.map(
          (name): Fields => ["check", name, 100, 3_600_000, 2, 2, "run", V6, "hangs", "/bin/sh", "-c", hanging],
        ),
        ["vip", V6, "hangs", ...places],
      ]),
    );
    signal(program, "SIGHUP");
    await lab.untilLines("/run/asked", places.length);
    await lab.until([]);
    await lab.untilSaid("check it fails: too many programs are running");
    lab.write("/run/free", "");
    lab.run("pkill", ["-f", "sleep 985"]);
    await lab.until([V4, V6]);
  });

  test("a missing command, until it is installed", async () => {
    await start(command("/run/absent", "an argument"));
    await lab.untilStatus("cannot run /run/absent: No such file or directory");
    expect(lab.announced()).toEqual([]);
    lab.write("/run/absent", '#!/bin/sh\ntest "$1" = "an argument"\n');
    lab.run("chmod", ["755", "/run/absent"]);
    await isUp();
    lab.run("rm", ["/run/absent"]);
    await isWithdrawn();
  });

  test("a command that prints garbage: only its exit status counts, and the journal stays readable", async () => {
    lab.write("/run/well", "");
    await start(whileWell("head -c 3000000 /dev/urandom; exit 2"));
    await isUp();
    lab.run("rm", ["/run/well"]);
    await isWithdrawn();
    const line = lab.log().find((each) => each.startsWith("check it fails: ended with status 2: "));
    expect(line).toMatch(/^[ -~]{20,220}$/);
  });

  test("a command, with service and address in its environment and nothing else", async () => {
    await start([
      ["check", "four", ...RHYTHM, "run", V4, "www", "/bin/sh", "-c", "env | sort > /run/four.pid"],
      ["check", "six", ...RHYTHM, "run", V6, "www", "/bin/sh", "-c", 'test "$INTENTLB_FAMILY" = ipv4'],
      ["vip", V4, "www", "four"],
      ["vip", V6, "www", "six"],
    ]);
    await isUp();
    const lines = lab.run("grep", ["-v", "^_=\\|^PWD=", "/run/four.pid"]).output.trim().split("\n");
    expect(lines).toEqual([
      `INTENTLB_ADDRESS=${V4}`,
      "INTENTLB_FAMILY=ipv4",
      "INTENTLB_SERVICE=www",
      "LC_ALL=C",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]);
  });

  /** Starts a server on the port of the check `tcp`; returns its output so far. */
  async function serve(script: string): Promise<() => string> {
    const server = lab.spawn("perl", ["-e", script, V4, "80"]);
    let said = "";
    server.stdout?.on("data", (data) => {
      said += data;
    });
    await until(async () => ({ done: said.includes("ready"), seen: said }), PATIENCE);
    return () => said;
  }

  test("several ports, of which one open port is enough", async () => {
    await lab.listen(V4, 443);
    await start(one("tcp", V4, 80, 443, 8443));
    await isUp();
    await lab.untilStatus("1 of 1 VIPs announced");
    expect(lab.health("status")).toMatchObject({ status: 0 });
  });

  test("a port that accepts and resets every connection: it passes", async () => {
    const said = await serve(RESETTING);
    const ports: readonly number[] = new Array(20).fill(80);
    const checks = ports.map((port, index): Fields => ["check", `it${index}`, 20, 5000, 1, 1, "tcp", V4, port]);
    await start([...checks, ["vip", V4, "www", ...checks.map(([, name = ""]) => name)]]);
    await isUp();
    await until(async () => ({ done: /^3000$/m.test(said()), seen: said().slice(-20) }), PATIENCE);
    expect(lab.log().filter((line) => line.includes("fails"))).toEqual([]);
  });

  test("and closes connections properly: a reset would be a line in the server's log", async () => {
    const said = await serve(LISTENING_ON);
    await start(one("tcp", V4, 80));
    await until(async () => ({ done: said().split("\n").length > 5, seen: said() }), PATIENCE);
    expect(new Set(said().trim().split("\n").slice(1))).toEqual(new Set(["in order"]));
  });

  test("HAProxy's process, also when it hangs or sends garbage", async () => {
    await start(one("haproxy", SOCKET));
    await lab.untilStatus(`${SOCKET}: no such file or directory`);
    expect(lab.announced()).toEqual([]);
    const server = await admin("Name: HAProxy\nVersion: 2.6.12\n");
    await isUp();
    lab.write(`${SOCKET}.answer`, "\u0007 what?\n");
    await isWithdrawn();
    await lab.untilSaid("check it fails: this is not an answer of HAProxy");
    lab.write(`${SOCKET}.answer`, "Name: HAProxy\n");
    await isUp();
    signal(server, "SIGSTOP");
    await isWithdrawn();
    signal(server, "SIGCONT");
    await isUp();
    signal(server, "SIGKILL");
    await isWithdrawn();
  });

  test("members at the admin socket, counting each once", async () => {
    const rows = (...states: readonly string[]): string =>
      ["# pxname,svname,status,", ...states.map((state, index) => `www.web,web${index + 1},${state},`), "", ""].join(
        "\n",
      );
    await admin(rows("UP", "no check", "DOWN"));
    await start(one("members", SOCKET, 2, "www.web"));
    await isUp();
    lab.write(`${SOCKET}.answer`, rows("UP 1/3", "DOWN 1/2", "MAINT"));
    await isWithdrawn();
    await lab.untilSaid("check it fails: 1 of 3 members up, 2 needed");
    lab.write(`${SOCKET}.answer`, rows("UP") + rows("UP"));
    await lab.untilStatus("1 of 1 members up, 2 needed");
    expect(lab.announced()).toEqual([]);
    lab.write(`${SOCKET}.answer`, rows("UP", "UP"));
    await isUp();
    lab.write(`${SOCKET}.answer`, "No such proxy.\n");
    await isWithdrawn();
  });

  test("early at the start of a lab, until it is up: then as often as configured", async () => {
    const asks: Fields = ["run", V4, "www", "/bin/sh", "-c", "echo >>/run/asked; test -e /run/well"];
    lab.write(
      CONFIG,
      configText([
        ["check", "it", 60_000, 1000, 3, 1, ...asks],
        ["vip", V4, "www", "it"],
      ]),
    );
    lab.write("/run/well", "");
    lab.spawn("env", ["INTENTLB_HEALTH_FIRST_INTERVAL=20", PROGRAM, "run", CONFIG]);
    await lab.until([V4]);
    await delay(500);
    // The run after the third pass was planned before that.
    expect(lab.run("wc", ["-l", "/run/asked"]).output).toMatch(/^[34] /);
  });
});
