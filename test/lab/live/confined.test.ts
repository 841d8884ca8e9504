import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../src/lab/until.ts";
import { packageRoot } from "../../../src/package-root.ts";
import { asPlainUser, CAN_BE_PLAIN } from "../../support/as-plain-user.ts";
import { describeWith } from "../../support/daemons.ts";
import { PATIENCE } from "../../support/patience.ts";
import { readFolder } from "../../support/read-folder.ts";
import { labInput, openLab } from "../campus-lab.ts";

const DRIVER = [
  process.execPath,
  "--import",
  createRequire(import.meta.url).resolve("tsx"),
  join(packageRoot, "test/lab/live/lab-driver.ts"),
];

/** What each line tries with the rights of root on a lab machine; it prints a line if it succeeds. */
const ATTEMPTS: Readonly<Record<string, (folder: string) => string>> = {
  "reads a file that anybody may read": (folder) => `cat ${folder}/secret`,
  "reads the checkout": () => `cat ${packageRoot}/package.json`,
  "reads files of users": () => "ls /home /root/.[a-z]* /root/*",
  "reads passwords": () => "cat /etc/shadow",
  "reads keys": () => "ls /etc/ssl/private/* /etc/ssh/*_key",
  "reads the machine's state": () => "ls /var/lib/dpkg /var/lib/systemd /boot /run/systemd /mnt/* /opt/*",
  "finds the way the lab's files came": () => "ls /proc/1/cwd/machines || ls /old || ls /proc/1/cwd/../../machines",
  "finds what is mounted above": (folder) =>
    `unshare -m sh -c "umount -l /usr || umount -l /etc; ls ${folder} || ls /usr/local"`,
  "writes a file that anybody may write": (folder) => `echo >${folder}/open/marker`,
  "writes into programs": () => "touch /usr/marker || touch /usr/bin/marker",
  "writes settings of the kernel": () => "echo 1 >/proc/sys/kernel/panic || echo x >/proc/sysrq-trigger",
  "makes a device": () => "mknod /tmp/disk b 8 0 && cat /tmp/disk",
  "sees processes of the machine": () => `ls -d /proc/${process.pid}`,
  "is in a namespace of the machine": () =>
    ["ipc", "mnt", "net", "pid", "user", "uts"]
      .map((kind) => `test "$(readlink /proc/self/ns/${kind})" = "${readlinkSync(`/proc/self/ns/${kind}`)}"`)
      .join(" || "),
};

function attempts(folder: string): string {
  return Object.entries(ATTEMPTS)
    .map(([name, attempt]) => `if (${attempt(folder)}) >/dev/null 2>&1; then echo "${name}"; fi`)
    .concat("echo all were tried")
    .join("\n");
}

// Case 47: `prove` runs the raw lines of a catalog, which may come from anybody.
describeWith(["haproxy", "apache2", "nft", "ip", "openssl", "namespaces"], "a lab", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "intentlb-confined-"));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, "secret"), "a secret\n", { mode: 0o644 });
    mkdirSync(join(folder, "open"));
    chmodSync(join(folder, "open"), 0o777);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(CAN_BE_PLAIN ? ["whoever runs this", "a plain user"] : ["whoever runs this"])(
    "of %s can only read the machine's programs",
    (who) => {
      const command = [...DRIVER, join(folder, "open/lab"), attempts(folder)];
      const [program = "", ...args] = who === "a plain user" ? asPlainUser(folder, command) : command;
      const { stdout, stderr } = spawnSync(program, args, { cwd: packageRoot, encoding: "utf8", input: "" });
      expect(stderr).toBe("");
      expect(JSON.parse(stdout).heard).toBe("all were tried\n");
      expect(existsSync(join(folder, "open/marker"))).toBe(false);
    },
  );

  test("runs commands from raw lines, but they find nothing", async () => {
    const campus = readFolder("examples/campus");
    const line = `CustomLog "|/bin/sh -c 'exec >/tmp/found 2>&1; cat ${folder}/secret /etc/shadow; touch ${folder}/open/marker; id -u; cat'" "%h"`;
    const input = labInput({ ...campus, "hostile.yaml": `fleet:\n  apache: {lines: [${JSON.stringify(line)}]}\n` });
    const { lab, close } = await openLab(input);
    try {
      const { machine } = lab.plan.machines
        .map(({ name }) => ({ machine: name, files: lab.files(name) }))
        .find(({ files }) => files.some(({ path }) => path.startsWith("etc/apache2/"))) ?? { machine: "" };
      let heard = "";
      await until(async () => {
        heard = (await lab.exec(machine, ["cat", "/tmp/found"])).stdout;
        return { done: /^\d+$/m.test(heard), seen: heard };
      }, PATIENCE);
      expect(heard).not.toMatch(/a secret|root:/);
      expect(existsSync(join(folder, "open/marker"))).toBe(false);
    } finally {
      await close();
    }
  });
});
