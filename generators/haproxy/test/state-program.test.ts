import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";

const PROGRAM = join(packageRoot, "generators/haproxy/templates/haproxy-state");

const HEAD =
  "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stateFile = () => join(folder, "states/servers.state");

/** A line of HAProxy's answer: address, states, weights and port. */
function row(name: string, address: string, states: string, port: number): string {
  return `3 www.web 1 ${name} ${address} ${states} 60 8 2 0 6 0 0 0 - ${port} - 0 0 - - 0`;
}

function configure(servers: string): void {
  const text = `global
    stats socket ${join(folder, "admin.sock")} mode 660 level admin # operators
.if defined(HAPROXY_MWORKER)
    server-state-file ${stateFile()}
.endif
defaults http
    default-server inter 5s
peers others
    server web1 192.0.2.1:10000
backend www.web from http
    default-server check inter 5s
${servers}
`;
  writeFileSync(join(folder, "haproxy.cfg"), text);
}

/** Runs the program while a stub answers on HAProxy's socket; returns the state file and the output. */
async function reload(answer: string): Promise<{ rows: Map<string, string>; said: string }> {
  const server = createServer((socket) => socket.once("data", () => socket.end(answer))).listen(
    join(folder, "admin.sock"),
  );
  await once(server, "listening");
  try {
    const said = await run("reload");
    const lines = readFileSync(stateFile(), "utf8")
      .split("\n")
      .filter((line) => /^\d+ /.test(line));
    return { rows: new Map(lines.map((line) => [line.split(" ")[3] ?? "", line])), said };
  } finally {
    server.close();
  }
}

async function run(command: string): Promise<string> {
  const child = spawn("perl", [PROGRAM, command, join(folder, "haproxy.cfg")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const [status] = (await once(child, "close")) as [number];
  // Whatever happens, the reload continues.
  expect(status).toBe(0);
  return said;
}

test("a server that is down stays down at the same address, however that is spelt", async () => {
  configure(
    "    server a [2001:db8::0:1]:80\n    server b 10.0.0.2:80\n    server c 10.0.0.3:81\n    server d 10.0.0.4:80",
  );
  const states = "0 0 100 100";
  const { rows, said } = await reload(
    `1\n${HEAD}\n${row("a", "2001:db8::1", states, 80)}\n${row("b", "10.0.0.2", states, 80)}\n${row("c", "10.0.0.3", states, 80)}\n${row("d", "10.0.0.9", states, 80)}\n\n`,
  );
  expect(said).toBe("");
  expect([...rows].map(([name, line]) => [name, line.split(" ").slice(4, 9).join(" ")])).toEqual([
    ["a", "2001:db8::1 0 0 1 1"],
    ["b", "10.0.0.2 0 0 1 1"],
    ["c", "10.0.0.3 2 0 1 1"],
    ["d", "10.0.0.4 2 0 1 1"],
  ]);
});

test("a server that is no longer checked does not stay down", async () => {
  configure("    server a 10.0.0.1:80 no-check");
  const { rows } = await reload(`1\n${HEAD}\n${row("a", "10.0.0.1", "0 0 1 1", 80)}\n\n`);
  expect(rows.get("a")).toContain(" 10.0.0.1 2 0 1 1 ");
});

test("a value is not read as a keyword: a cookie named disabled", async () => {
  configure(
    '    server a 10.0.0.1:80 cookie disabled weight 5\n    server b 10.0.0.2:80 cookie "no-check" sni str(check) weight 6',
  );
  const { rows } = await reload(
    `1\n${HEAD}\n${row("a", "10.0.0.1", "2 0 5 5", 80)}\n${row("b", "10.0.0.2", "0 0 6 6", 80)}\n\n`,
  );
  expect(rows.get("a")).toContain(" 10.0.0.1 2 0 5 5 ");
  expect(rows.get("b")).toContain(" 10.0.0.2 0 0 6 6 ");
});

test("operators' commands that HAProxy's own file would lose are kept: drain, then maintenance", async () => {
  configure("    server a 10.0.0.1:80");
  const { rows } = await reload(`1\n${HEAD}\n${row("a", "10.0.0.1", "0 9 1 1", 80)}\n\n`);
  expect(rows.get("a")).toContain(" 10.0.0.1 2 1 1 1 ");
});

test("TLS and check ports come from the new configuration", async () => {
  configure("    server a 10.0.0.1:80 ssl verify none");
  const { rows } = await reload(
    `1\n${HEAD}\n3 www.web 1 a 10.0.0.1 2 0 1 1 9 8 2 0 6 0 0 0 - 80 - 0 8081 10.9.9.9 - 0\n\n`,
  );
  expect(rows.get("a")).toMatch(/ 80 - 1 0 - - 0$/);
});

test("a server that tracks a new server does not stay down", async () => {
  configure(
    "    server a 10.0.0.1:81\n    server b 10.0.0.1:80 no-check track a\n    server c 10.0.0.1:80 no-check track www.web/b",
  );
  const down = "0 0 1 1";
  const { rows } = await reload(
    `1\n${HEAD}\n${["a", "b", "c"].map((name) => row(name, "10.0.0.1", down, 80)).join("\n")}\n\n`,
  );
  expect(rows.get("b")).toContain(" 10.0.0.1 2 0 1 1 ");
  expect(rows.get("c")).toContain(" 10.0.0.1 2 0 1 1 ");
});

test("a server that is now checked on behalf of others starts with their state", async () => {
  configure(
    "    server a 10.0.0.1:80 no-check track checks/one\n    server b 10.0.0.2:80 no-check track checks/two\nbackend checks from http\n    default-server check\n    server one 10.0.0.1:80\n    server two 10.0.0.2:80",
  );
  const { rows } = await reload(
    `1\n${HEAD}\n${row("a", "10.0.0.1", "0 0 1 1", 80)}\n${row("b", "10.0.0.2", "0 1 1 1", 80)}\n\n`,
  );
  expect(rows.get("a")).toContain(" 10.0.0.1 0 0 1 1 ");
  expect(rows.get("one")).toMatch(/^3 checks 1 one 10\.0\.0\.1 0 0 1 1 /);
  // An operator took it out, so its health is unknown.
  expect(rows.get("b")).toContain(" 10.0.0.2 2 1 1 1 ");
  expect(rows.has("two")).toBe(false);
});

test("from an answer that is cut off or has invalid lines, the valid lines are used", async () => {
  configure("    server a 10.0.0.1:80\n    server b 10.0.0.2:80\n    server c 10.0.0.3:8080");
  const cut = row("c", "10.0.0.3", "0 0 1 1", 8080).slice(0, -12);
  const { rows } = await reload(
    `1\n${HEAD}\n${row("a", "10.0.0.1", "0 0 1 1", 80)}\n${row("b", "10.0.0.2", "x -1 1 1", 80)}\nnonsense\n${cut}`,
  );
  expect([...rows.keys()]).toEqual(["a"]);
});

test.each(["", "\0\u001bgarbage\n\n", "Unknown command.\n"])(
  "an answer that is none leaves nothing of an earlier one: %j",
  async (answer) => {
    configure("    server a 10.0.0.1:80");
    mkdirSync(join(folder, "states"));
    writeFileSync(stateFile(), "1\nold\n");
    const { rows, said } = await reload(answer);
    expect(rows.size).toBe(0);
    expect(readFileSync(stateFile(), "utf8")).toBe("1\n");
    expect(said).toContain("this is not an answer of HAProxy");
  },
);

test("an unreachable socket does not stop a reload", async () => {
  configure("    server a 10.0.0.1:80");
  mkdirSync(join(folder, "states"));
  writeFileSync(stateFile(), "1\nold\n");
  expect(await run("reload")).toContain("admin.sock: No such file");
  expect(readFileSync(stateFile(), "utf8")).toBe("1\n");
});

test("a start writes no states; without server-state-file nothing is written", async () => {
  configure("    server a 10.0.0.1:80");
  mkdirSync(join(folder, "states"));
  writeFileSync(stateFile(), `1\n${HEAD}\n`);
  expect(await run("start")).toBe("");
  expect(readFileSync(stateFile(), "utf8")).toBe("1\n");
  expect(readdirSync(join(folder, "states"))).toEqual(["servers.state"]);
  rmSync(stateFile());
  writeFileSync(join(folder, "haproxy.cfg"), "global\n");
  expect(await run("reload")).toBe("");
  expect(existsSync(stateFile())).toBe(false);
});
