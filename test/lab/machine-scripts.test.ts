import { expect, test } from "vitest";
import { unitCommand } from "../../generators/health/unit-command.ts";
import { labFile } from "../../src/contract/lab-daemon.ts";
import { quote, setupScript } from "../../src/lab/machines/machine-scripts.ts";
import { networkdCommands } from "../../src/lab/network/networkd-commands.ts";

const files = [
  labFile("etc/systemd/network/50-anycast0.netdev", "[NetDev]\nName=anycast0\nKind=dummy\n"),
  labFile(
    "etc/systemd/network/50-anycast0.network",
    "[Match]\nName=anycast0\n\n[Address]\nAddress=192.0.2.10/32\nPreferredLifetime=0\n\n[Address]\nAddress=2001:db8:53::10/128\n",
  ),
  labFile("etc/sysctl.d/60-x.conf", "# why\nnet.ipv4.ip_nonlocal_bind = 1\n"),
  labFile("etc/tmpfiles.d/x.conf", "d /run/x 0755 root root -\nf /run/y - - - -\n"),
  { ...labFile("etc/x's file", "text"), owner: "root:haproxy" },
];

test("does what systemd-networkd does", () => {
  expect(networkdCommands(files)).toEqual([
    "link add anycast0 type bridge",
    "link set anycast0 up",
    "address add 192.0.2.10/32 dev anycast0 valid_lft forever preferred_lft 0",
    "address add 2001:db8:53::10/128 dev anycast0 nodad",
  ]);
});

test("applies the settings, folders and owners of a tree", () => {
  const script = setupScript({ name: "lb1", kind: "node", ports: [], routes: [] }, files).split("\n");
  expect(script).toContain(
    "[ ! -w /proc/sys/net/ipv4/ip_nonlocal_bind ] || echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind",
  );
  expect(script).toContain("install -d -m 0755 -o root -g root /run/x");
  expect(script.filter((line) => line.includes("/run/y"))).toEqual([]);
  expect(script).toContain(`chown root:haproxy '/etc/x'\\''s file'`);
});

test("quotes words for the shell", () => {
  expect(quote("/etc/x-1.conf")).toBe("/etc/x-1.conf");
  expect(quote("a; reboot")).toBe("'a; reboot'");
});

test("takes a command from a unit", () => {
  expect(unitCommand("[Service]\nType=notify\nExecStart=-/usr/bin/x run /etc/x\n")).toBe("/usr/bin/x run /etc/x");
  expect(() => unitCommand("[Service]\n")).toThrow(/without ExecStart/);
});

test("gives a unit's command no more rights than systemd does", () => {
  const unit = "ExecStart=/usr/bin/x\nCapabilityBoundingSet=CAP_NET_ADMIN CAP_KILL\nNoNewPrivileges=yes\n";
  expect(unitCommand(unit)).toBe("setpriv --bounding-set -all,+net_admin,+kill --no-new-privs /usr/bin/x");
});
