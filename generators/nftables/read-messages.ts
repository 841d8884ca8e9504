import type { DaemonMessage, ReadMessages } from "../../src/contract/daemon-message.ts";

/** `/etc/nftables.d/intentlb.nft:12:3-8: Error: Could not parse conntrack state`; columns count from 1, ends included. */
const MESSAGE = /^(?<file>\/.+?):(?<line>\d+):(?<column>\d+)-(?<end>\d+): (?<severity>Error|Warning): (?<text>.*)$/;

/**
 * From a user namespace, the kernel accepts no batch as large as this ruleset, because root there may not raise the
 * limit of the socket (`net.core.wmem_max`). By then nft has parsed and evaluated the file.
 */
const TOO_LARGE = /^netlink: Error: .*Message too long/;

const FORBIDDEN = /^netlink: Error: .*Operation not permitted/;

/** Messages of `nft -c`; the lines with carets below each are left out. */
export const readMessages: ReadMessages = (output) =>
  output.split("\n").flatMap((line): DaemonMessage[] => {
    const { file, line: number, column, end, severity, text } = MESSAGE.exec(line)?.groups ?? {};
    if (file !== undefined && text !== undefined) {
      const kind = severity === "Warning" ? "warning" : "error";
      return [{ kind, text, file, line: Number(number), column: Number(column), endColumn: Number(end) + 1 }];
    }
    if (FORBIDDEN.test(line))
      return [{ kind: "unable", text: "nft may not ask the kernel here: be root, or allow user namespaces" }];
    if (!TOO_LARGE.test(line)) return [];
    return [
      {
        kind: "incomplete",
        text: "too many elements for the kernel to try as anybody but root; nft itself finds no fault",
      },
    ];
  });
