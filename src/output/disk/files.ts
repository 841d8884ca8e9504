import type fs from "node:fs";

/**
 * The operations of `node:fs` that writing a tree uses, one system call each as far as Node permits, so tests can stop,
 * count and fail every one of them.
 */
export type Files = Pick<
  typeof fs,
  | "lstatSync"
  | "readdirSync"
  | "openSync"
  | "readSync"
  | "writeSync"
  | "fchmodSync"
  | "fsyncSync"
  | "closeSync"
  | "mkdirSync"
  | "chmodSync"
  | "linkSync"
  | "symlinkSync"
  | "readlinkSync"
  | "copyFileSync"
  | "renameSync"
  | "unlinkSync"
  | "rmdirSync"
>;
