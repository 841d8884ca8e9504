import type { DaemonMessage } from "../contract/daemon-message.ts";
import type { Note, Report } from "../contract/finding.ts";
import type { Span } from "../contract/source.ts";
import { causeNotes } from "./cause-notes.ts";
import { blockAt, lineSpan, linesNaming } from "./generated-places.ts";
import type { Judged } from "./judge-job.ts";

const CODES = {
  error: "daemon/rejects",
  warning: "daemon/warns",
  incomplete: "daemon/incomplete",
  unable: "daemon/no-verdict",
} as const;

/** Nodes that a note lists before it counts the rest. */
const NAMED = 4;

/** A message, and all nodes that it concerns. */
interface Said {
  readonly judged: Judged;
  readonly message: DaemonMessage;
  readonly nodes: string[];
}

/** Turns daemons' messages into findings: at the generated line, with notes that lead into the catalog. */
export function reportJudged(all: readonly Judged[], held: ReadonlyMap<string, Span>, report: Report): void {
  for (const { job, failure } of all) {
    if (failure === undefined) continue;
    report({
      code: "daemon/no-verdict",
      message: `${job.argv[0]} ${failure}, so the files for ${job.daemon} of ${listNodes(job.nodes)} were not checked`,
    });
  }
  for (const said of joinAlike(all)) reportSaid(said, held, report);
}

/** Joins the same message about many nodes' files. */
function joinAlike(all: readonly Judged[]): Said[] {
  const alike = new Map<string, Said>();
  for (const judged of all) {
    for (const message of judged.messages) {
      const { kind, text, file, line } = message;
      const place = blockAt(judged.job, file, line);
      const key = JSON.stringify([judged.job.daemon, kind, text, file, place?.block.key, place?.index]);
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { judged, message, nodes: [...judged.job.nodes] });
      else known.nodes.push(...judged.job.nodes);
    }
  }
  return [...alike.values()];
}

function reportSaid({ judged, message, nodes }: Said, held: ReadonlyMap<string, Span>, report: Report): void {
  const { job, sources } = judged;
  const { file, line, text, kind } = message;
  // The faulty file may be one that the node has, referred to in other files than the one in the message.
  const paths = job.requires.filter((path) => text.includes(path));
  const naming = paths.flatMap((path) => linesNaming(judged, path));
  const own = lineSpan(sources, message);
  const at = own ?? naming[0]?.span;
  const cause = blockAt(job, file, line) ?? (own === undefined ? naming[0] : undefined);
  const heldNotes = paths.flatMap((path): Note[] => {
    const span = held.get(path);
    return span === undefined ? [] : [{ message: `${path} is set here`, at: span }];
  });
  const notes = [
    // If the file itself is at fault, other causes of the line do not matter.
    ...(heldNotes.length > 0 || cause === undefined ? heldNotes : causeNotes(cause)),
    ...naming
      .filter(({ span }) => span !== at)
      .slice(0, 1)
      .map(({ span }): Note => ({ message: "and here", at: span })),
  ];
  const others = [...new Set(nodes)].filter((node) => node !== job.nodes[0]);
  if (at === undefined) notes.push({ message: `on ${listNodes([...new Set(nodes)])}` });
  else if (others.length > 0) notes.push({ message: `the same on ${listNodes(others)}` });
  const isOurs = kind === "error" && cause !== undefined && cause.block.causes.length === 0 && paths.length === 0;
  report({
    code: CODES[kind],
    message: `${job.daemon}: ${text.trim().replace(/\.$/, "")}`,
    at,
    notes,
    help: isOurs ? "no catalog line caused this, it is intentlb's own line: please report this as a bug" : undefined,
  });
}

function listNodes(nodes: readonly string[]): string {
  if (nodes.length <= NAMED) return nodes.join(", ");
  return `${nodes.slice(0, NAMED - 1).join(", ")} and ${nodes.length - NAMED + 1} more nodes`;
}
