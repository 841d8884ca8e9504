import { oncePer } from "./once-per.ts";

let numbered = 0;

/** A number of its own for each object, for keys of lists: as long as the program runs, it stays the same. */
export const numberOf: (thing: object) => number = oncePer(() => numbered++);
