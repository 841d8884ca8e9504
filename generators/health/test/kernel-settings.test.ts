import { expect, test } from "vitest";
import { renderText } from "../../../src/render/eta.ts";
import { KERNEL_SETTINGS } from "../read-back.ts";

test("what prove expects of the kernel is what the generated file sets", () => {
  const text = renderText("generators/health/templates/sysctl.conf.eta", {});
  const set = [...text.matchAll(/^(?<key>[\w.]+) = (?<value>.+)$/gm)].map(({ groups }) => ({ ...groups }));
  expect(set).toEqual(KERNEL_SETTINGS);
});
