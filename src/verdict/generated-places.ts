import type { Block } from "../contract/block.ts";
import type { DaemonMessage } from "../contract/daemon-message.ts";
import type { Source, Span } from "../contract/source.ts";
import type { Judged } from "./judge-job.ts";
import type { Job } from "./plan-jobs.ts";

/** A line of a generated file and its block. */
export interface GeneratedLine {
  readonly block: Block;
  /** From 0, in the block. */
  readonly index: number;
  readonly text: string;
}

/** The block that holds a line (from 1) of a job's file. */
export function blockAt(job: Job, file: string | undefined, line: number | undefined): GeneratedLine | undefined {
  if (file === undefined || line === undefined) return undefined;
  let before = 0;
  for (const block of job.files.find(({ file: { path } }) => `/${path}` === file)?.file.blocks ?? []) {
    const index = line - before - 1;
    const text = block.lines[index];
    if (text !== undefined) return { block, index, text };
    before += block.lines.length;
  }
  return undefined;
}

/** What a message points at: its columns, else the line without its indentation. */
export function lineSpan(sources: ReadonlyMap<string, Source>, message: DaemonMessage): Span | undefined {
  const { file, line, column, endColumn } = message;
  const source = file === undefined ? undefined : sources.get(file);
  if (source === undefined || line === undefined) return undefined;
  const text = source.line(line);
  const start = source.offset(line);
  const indent = text.length - text.trimStart().length;
  const from = column === undefined ? indent : Math.min(column - 1, text.length);
  const to = column === undefined ? text.length : Math.min((endColumn ?? column + 1) - 1, text.length);
  return { source, start: start + from, end: start + Math.max(from, to) };
}

/** Lines of a job's files that contain a path, except comments. */
export function linesNaming({ job, sources }: Judged, path: string): (GeneratedLine & { readonly span: Span })[] {
  return [...sources].flatMap(([file, source]) => {
    const found: (GeneratedLine & { readonly span: Span })[] = [];
    for (let at = source.text.indexOf(path); at !== -1; at = source.text.indexOf(path, at + path.length)) {
      const { line } = source.position(at);
      const generated = blockAt(job, file, line);
      if (generated !== undefined) found.push({ ...generated, span: { source, start: at, end: at + path.length } });
    }
    return found;
  });
}
