/** What other programs may build on: the pipeline, the fleet it makes, and what it found. */
export { type CatalogFiles, readCatalog } from "./catalog/read/read-catalog.ts";
export type { Block, OutputFile } from "./contract/block.ts";
export type { Claim } from "./contract/claim.ts";
export type { Claims } from "./contract/claims.ts";
export type { Finding, Severity } from "./contract/finding.ts";
export type { Fleet, Node, Service } from "./contract/fleet.ts";
export type { Generator, GeneratorInput } from "./contract/generator.ts";
export { Source, type Span } from "./contract/source.ts";
export { type Analysis, analyze, type Compilation, type CompileInput, compile } from "./pipeline.ts";
