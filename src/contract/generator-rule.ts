import type { Block, OutputFile } from "./block.ts";

/**
 * Why a generator writes blocks that no value of the catalog causes. A block has causes, or there is a rule for it; the
 * reference lists the rules, and `explain` shows them.
 */
export interface GeneratorRule {
  /** `forged-headers`; unique in its generator. */
  readonly name: string;
  /** Paths of the files on the node, without the leading slash. */
  readonly path: RegExp;
  /** Names of the blocks; default: all blocks of the files that have no cause. */
  readonly block?: RegExp;
  /** What the blocks do, and why they are always there. */
  readonly about: string;
  /** What `prove` does that fails without the blocks: "sends forged headers along"; absent if nothing would. */
  readonly noticed?: string;
}

/** The rule that a block without causes carries out. */
export function findRule(
  rules: readonly GeneratorRule[],
  { path }: Pick<OutputFile, "path">,
  { key }: Block,
): GeneratorRule | undefined {
  return rules.find((rule) => rule.path.test(path) && (rule.block === undefined || rule.block.test(key)));
}
