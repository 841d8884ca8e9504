import { expect, test } from "vitest";
import { describeWith } from "../../../../test/support/daemons.ts";
import { openHealthLab, signal } from "./lab.ts";

const V4 = "192.0.2.10";
const V6 = "2001:db8:53::10";
const RHYTHM = [100, 200, 2, 2];
const SOCKET = "/run/admin.sock";

/** fall × interval + timeout + 1 s */
const LONGEST = 2 * 100 + 200 + 1000;

/** Two members with a check, and one without. */
const HAPROXY = `
global
    stats socket ${SOCKET} level admin
defaults
    mode tcp
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend www
    bind ${V4}:80,[${V6}]:80
    default_backend www.web
backend www.web
    server web1 127.0.0.1:8001 check inter 100 rise 1 fall 1
    server web2 127.0.0.1:8002 check inter 100 rise 1 fall 1
`;

describeWith(["haproxy", "ip", "namespaces"], "the health daemon checks a real HAProxy", () => {
  test("its process, ports and members, and withdraws the VIPs of a dead one", async () => {
    const lab = await openHealthLab([`${V4}/32`, `${V6}/128`]);
    try {
      lab.write("/run/haproxy.cfg", HAPROXY);
      const haproxy = lab.spawn("haproxy", ["-db", "-f", "/run/haproxy.cfg"]);
      const members = await Promise.all([8001, 8002].map((port) => lab.listen("127.0.0.1", port)));
      await lab.start([
        ["check", "haproxy", ...RHYTHM, "haproxy", SOCKET],
        ["check", "four", ...RHYTHM, "tcp", V4, 80],
        ["check", "six", ...RHYTHM, "tcp", V6, 80],
        ["check", "members", ...RHYTHM, "members", SOCKET, 2, "www.web"],
        ["vip", V4, "www", "haproxy", "four", "members"],
        ["vip", V6, "www", "haproxy", "six"],
      ]);
      await lab.until([V4, V6]);
      const [first] = members;
      if (first !== undefined) signal(first, "SIGKILL");
      await lab.until([V6]);
      await lab.untilSaid("check members fails: 1 of 2 members up, 2 needed");
      await lab.listen("127.0.0.1", 8001);
      await lab.until([V4, V6]);
      signal(haproxy, "SIGKILL");
      expect(await lab.until([])).toBeLessThan(LONGEST);
      lab.spawn("haproxy", ["-db", "-f", "/run/haproxy.cfg"]);
      await lab.until([V4, V6]);
    } finally {
      lab.close();
    }
  });
});
