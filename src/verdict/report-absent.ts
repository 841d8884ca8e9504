import type { Report } from "../contract/finding.ts";
import { findProgram } from "./find-program.ts";
import type { Judge } from "./judge.ts";
import type { Job } from "./plan-jobs.ts";

/** Reports daemons that are not installed here, and returns the jobs of those that are. */
export function reportAbsent(
  jobs: readonly Job[],
  { judges, path }: { readonly judges: readonly Judge[]; readonly path: string },
  report: Report,
): Job[] {
  const daemonOf = (job: Job) => judges.find(({ name }) => name === job.daemon)?.daemon;
  const unchecked = new Map<string, { readonly job: Job; nodes: number }>();
  const present = jobs.filter((job) => {
    const program = daemonOf(job)?.program ?? job.argv[0] ?? "";
    if (program.startsWith("/") || findProgram(program, path) !== undefined) return true;
    const known = unchecked.get(program) ?? { job, nodes: 0 };
    known.nodes += job.nodes.length;
    unchecked.set(program, known);
    return false;
  });
  for (const [program, { job, nodes }] of unchecked) {
    const debian = daemonOf(job)?.debian ?? job.daemon;
    report({
      code: "daemon/absent",
      message: `${program} is not installed here, so the files for ${job.daemon} of ${nodes === 1 ? "1 node" : `${nodes} nodes`} were not checked`,
      help: `apt install ${debian}, or choose nodes that do not need it (--node)`,
    });
  }
  return present;
}
