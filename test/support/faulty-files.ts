import fs from "node:fs";
import type { Files } from "../../src/output/disk/files.ts";

/** Called before (or in the middle of) the n-th operation. */
export type Fault = (operation: string, number: number) => void;

/**
 * The file system with a fault before operations, which are counted from 1. A write is two operations: half of the
 * bytes and the rest, so that a fault hits half-written files too.
 */
export function faultyFiles(fault: Fault): { files: Files; count: () => number } {
  let count = 0;
  const step = (operation: string) => fault(operation, ++count);
  const files: Files = new Proxy<Files>(fs, {
    get(target, name, receiver) {
      const original: unknown = Reflect.get(target, name, receiver);
      if (typeof original !== "function") return original;
      return (...args: unknown[]) => {
        try {
          step(String(name));
        } catch (error) {
          // The system closes the files of a dead process, so we must, too.
          if (name === "closeSync") Reflect.apply(original, target, args);
          throw error;
        }
        return Reflect.apply(original, target, name === "writeSync" ? halve(args) : args);
      };
    },
  });
  return { files, count: () => count };
}

/** Arguments of a write of the first half: a short write, as the system may do it. */
function halve([fd, bytes, offset, length]: unknown[]): unknown[] {
  return typeof length === "number" && length > 1
    ? [fd, bytes, offset, Math.ceil(length / 2)]
    : [fd, bytes, offset, length];
}

/** Thrown by a simulated kill: none of our handlers may catch it, and nothing works afterwards. */
export class Killed extends Error {}

/** Simulates a kill at an operation: it and all later ones throw. */
export function killAt(number: number): { files: Files; count: () => number } {
  return faultyFiles((_, now) => {
    if (now >= number) throw new Killed();
  });
}

/** Exactly one operation fails, with an error of the operating system. */
export function failAt(number: number, code: string): { files: Files; count: () => number } {
  return faultyFiles((operation, now) => {
    if (now === number) throw systemError(operation, code);
  });
}

export function systemError(operation: string, code: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${operation}`), { code, syscall: operation.replace("Sync", "") });
}
