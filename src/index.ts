/** What other programs may build on: the pipeline, the fleet it makes, and what it found. */
export { type CatalogFiles, readCatalog } from "./catalog/read-catalog.ts";
export { Source, type Span } from "./catalog/source.ts";
export type { Claim } from "./claims/claim.ts";
export type { Claims } from "./claims/claims.ts";
export type { Finding, Severity } from "./diagnostics/finding.ts";
export type { Generator, GeneratorInput } from "./generator.ts";
export { type Analysis, analyze, type Compilation, type CompileInput, compile } from "./pipeline.ts";
export type { Block, OutputFile } from "./render/block.ts";
export type { Fleet, Node, Service } from "./resolve/fleet.ts";
