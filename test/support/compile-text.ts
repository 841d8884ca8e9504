import { Source } from "../../src/contract/source.ts";
import { type Compilation, type CompileInput, compile } from "../../src/pipeline.ts";

/** The date for tests. */
const TODAY = "2026-06-01";

/** Compiles a catalog given as texts by path; the catalog can refer to files that are not YAML. */
export function compileText(files: Readonly<Record<string, string>>, today = TODAY): Compilation {
  return compile(textInput(files, today));
}

export function textInput(files: Readonly<Record<string, string>>, today = TODAY): CompileInput {
  const paths = Object.keys(files).sort();
  const sources = paths.filter((path) => /\.ya?ml$/.test(path)).map((path) => new Source(path, files[path] ?? ""));
  return {
    read: () => ({
      sources,
      read: (path) => {
        const text = files[path];
        return text === undefined ? { problem: "does not exist" } : { text };
      },
    }),
    today,
  };
}
