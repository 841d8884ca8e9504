import { expect, test } from "vitest";
import { icinga2 } from "../../generators/icinga2/index.ts";
import type { FindingDraft } from "../../src/contract/finding.ts";
import { reportAbsent } from "../../src/verdict/report-absent.ts";

test("a missing daemon is reported by its own name, even if its check starts with a shell", () => {
  const job = { daemon: "icinga2", argv: ["sh", "-c", "icinga2 daemon -C"], requires: [], nodes: ["mon1"], files: [] };
  const found: FindingDraft[] = [];
  // Programs in sbin are elsewhere.
  const present = reportAbsent([job], { judges: [icinga2], path: "/bin:/usr/bin" }, (draft) => found.push(draft));
  expect(present).toEqual([]);
  expect(found).toEqual([
    expect.objectContaining({
      code: "daemon/absent",
      message: expect.stringContaining("icinga2 is not installed here"),
      help: expect.stringContaining("apt install icinga2-bin"),
    }),
  ]);
});
