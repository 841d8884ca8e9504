import { posix } from "node:path";
import { splitWords } from "./raw-words.ts";

/** Actions that change a file in HAProxy's memory, for everything that is looked up there. */
const CHANGES = /^(?:set-map|del-map|add-acl|del-acl)\((?<file>[^)]*)\)/;

const GENERATED = /^\/etc\/haproxy\/(?:maps|acl)\//;

/** Whether a line changes a generated file, which all frontends use; also where it can't be told which file it changes. */
export function changesGenerated(line: string): boolean {
  const words = splitWords(line);
  if ("cannot" in words) return /(?:set-map|del-map|add-acl|del-acl)\(/.test(line.replaceAll(/[\\"']/g, ""));
  return words.some(({ value }) => {
    const file = CHANGES.exec(value)?.groups?.["file"];
    return file !== undefined && GENERATED.test(posix.resolve("/", file));
  });
}
