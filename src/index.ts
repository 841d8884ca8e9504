/**
 * What other programs may build on. Nothing here prints, reads the environment or sets an exit status. Functions throw for bugs
 * and for errors of the system alone; what is wrong with a catalog or with an output folder goes to `report`.
 * docs/library.md has a worked example.
 */

// From a catalog to configuration files.

export { type CatalogFiles, type NamedFile, readCatalog } from "./catalog/read/read-catalog.ts";
export { type Memory, newMemory } from "./memory.ts";
export {
  type Analysis,
  analyze,
  type Compilation,
  type CompileInput,
  compile,
  generate,
  hasErrors,
} from "./pipeline.ts";

// Findings: collecting them, and their text.

export { type FindingsView, formatFindings } from "./cli/report/format-findings.ts";
export type { Format } from "./cli/report/formats.ts";
export { type ShowPath, showPathFrom } from "./cli/report/show-path.ts";
export { codesOf, type FindingCodes } from "./codes.ts";
export type * from "./contract/finding.ts";
export type { FindingCode } from "./contract/finding-code.ts";
export { collectFindings, type FindingCollection } from "./diagnostics/collect-findings.ts";

// The tree: laid out in memory, compared with a folder, checked by the daemons, written.

export { checkContext } from "./check-context.ts";
export type { FileDiff } from "./diff/diff-files.ts";
export type { NodeChange, NodeChanges } from "./diff/diff-nodes.ts";
export { diffTree, type TreeDiff } from "./diff/diff-tree.ts";
export { layOutTree } from "./lay-out-tree.ts";
export { digestOf } from "./output/manifest/digest.ts";
export { type WriteOptions, type WriteResult, writeTree } from "./output/transaction/write-tree.ts";
export type { RootFile, Tree, TreeFile, Unit } from "./output/tree/build-tree.ts";
export {
  type CheckContext,
  type CheckOptions,
  type CheckSummary,
  checkTree,
  type Progress,
} from "./verdict/check-tree.ts";
export { searchPath } from "./verdict/find-program.ts";
export type { Change } from "./words/fold-sentences.ts";
export { describeChange } from "./words/fold-sentences.ts";

// The fleet, and what its daemons do in neutral facts.

export type * from "./contract/check-spec.ts";
export type * from "./contract/claim.ts";
export type * from "./contract/claims.ts";
export type * from "./contract/fleet.ts";
/** Values in the words of the catalog: the `spec` of fleet, nodes, services, frontends and backends. */
export type * as Language from "./contract/language.ts";
export type * from "./contract/lone-service.ts";

// Places: where a value was written.

export { at, keyAt } from "./contract/origin.ts";
export { formatPlace, type Position, Source, type Span } from "./contract/source.ts";
export {
  type ListTree,
  type MapTree,
  type Path,
  plain,
  type Scalar,
  type ScalarTree,
  type Tree as ValueTree,
} from "./contract/tree.ts";

// Generators: those that come with intentlb, and what one of your own needs.

export { GENERATORS } from "../generators/registry.ts";
export { type Block, block, type OutputFile, PEERS } from "./contract/block.ts";
export type * from "./contract/daemon-message.ts";
export type * from "./contract/generator.ts";
