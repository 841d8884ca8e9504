import { buildTree } from "../../../../../src/output/tree/build-tree.ts";
import { checkTree } from "../../../../../src/verdict/check-tree.ts";
import { checkMadeUp, checkOptions, madeUpTree } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

/** First the daemon is absent; then openssl, which makes stand-ins for certificates that this machine lacks. */
export const provoke: Provoke = async (folder, report) => {
  await checkMadeUp("true", folder, report, { path: folder, judges: [{ name: "demo", daemon: { debian: "demod" } }] });
  const { files, units } = madeUpTree("true", ["lb1"]);
  const needy = units.map((unit) => ({ ...unit, check: ["/bin/sh", "-c", "true"], requires: ["/etc/demo/key.pem"] }));
  const tree = buildTree(files.map(({ file }) => file), needy);
  await checkTree(tree, { ...checkOptions(folder), path: folder }, report);
};
