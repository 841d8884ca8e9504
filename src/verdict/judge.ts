import type { Generator } from "../contract/generator.ts";

/** What verdicts need to know about a generator. */
export interface Judge extends Pick<Generator, "name"> {
  readonly daemon: Pick<Generator["daemon"], "debian" | "messages" | "ownNetwork" | "program" | "surroundings">;
}
