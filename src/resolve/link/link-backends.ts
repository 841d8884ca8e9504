import type { Backend } from "../../contract/fleet.ts";
import { find, nearest, type Tree } from "../../contract/tree.ts";
import { reportNothingToExtend } from "../layers/merge-layers.ts";
import { backendMembers, extensionOfNothing } from "../layers/normalize-members.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { impliedPort } from "./implied-port.ts";
import { linkCheck } from "./link-check.ts";
import { linkMembers } from "./link-members.ts";
import { inside, type Linking } from "./linking.ts";

/** Backends with their members, sorted by name; undefined if they refer to something unknown. */
export function linkBackends(service: MergedService, linking: Linking): Backend[] | undefined {
  const { spec, tree } = service;
  const backends: Backend[] = [];
  let sound = true;
  for (const [name, written] of Object.entries(spec.backends ?? {}).sort(byKey)) {
    const at = nearest(tree, ["backends", name]);
    const here = inside(linking, "backends", name);
    const ofMembers = inside(here, "members");
    const extension = extensionOfNothing(tree, name);
    if (extension !== undefined) reportNothingToExtend(extension, ofMembers.where, ofMembers.report);
    const port = written.port === undefined ? impliedPort(service, name, here.where) : { port: written.port };
    const members = linkMembers(backendMembers(tree, name), port, ofMembers);
    const hasPage = readPage(written.maintenance_page, find(at, ["maintenance_page"]), linking);
    if (members === undefined || !hasPage) sound = false;
    else {
      backends.push({
        name,
        spec: written,
        tree: at,
        protocol: written.protocol,
        algorithm: written.algorithm,
        clientAddress: written.client_address ?? (written.protocol === "http" ? "header" : "hidden"),
        members,
        ...(written.check === undefined ? {} : { check: linkCheck(written.check) }),
      });
    }
  }
  return sound ? backends : undefined;
}

/** Reads a backend's page; false if that fails. */
function readPage(path: string | undefined, at: Tree | undefined, { inventory, report }: Linking): boolean {
  const { files, named } = inventory;
  if (path === undefined || at === undefined || named.has(path)) return true;
  const file = files.read(path);
  if ("text" in file) {
    named.set(path, file.text);
    return true;
  }
  report({
    code: "reference/file",
    message: `file ${JSON.stringify(path)} ${file.problem}`,
    at,
    help: "write the path of a file in the catalog's folder, relative to that folder",
  });
  return false;
}
