import { GENERATORS } from "../../generators/registry.ts";
import { present } from "../contract/present.ts";
import type { LabInput } from "../lab/lab-input.ts";
import { narrowInput } from "../lab/narrow-input.ts";
import { runningNodes } from "../lab/network/plan-segments.ts";
import { type LabOptions, startLab } from "../lab/start-lab.ts";
import { askAndJudge, isControl, questionOf } from "./ask/ask-and-judge.ts";
import type { Asked } from "./ask/asked.ts";
import { placed } from "./cause-place.ts";
import { coverLines } from "./coverage/cover-lines.ts";
import type { Coverage } from "./coverage/coverage.ts";
import { type Tested, testedValues } from "./coverage/tested-values.ts";
import { listenForDrift } from "./drift/find-drift.ts";
import { findTracked } from "./drift/find-tracked.ts";
import { findWrongRequests } from "./drift/find-wrong-requests.ts";
import { proveFaults } from "./faults/prove-faults.ts";
import { describeWanted } from "./judge/judge-answer.ts";
import { unusedMembers } from "./judge/unused-members.ts";
import { proveMonitoring } from "./monitoring/prove-monitoring.ts";
import type { BrokenPromise, Proof, ServiceProof } from "./proof.ts";
import { describeQuestion } from "./questions/describe-question.ts";
import { planQuestions } from "./questions/plan-questions.ts";
import type { Wanted } from "./questions/question.ts";
import { scopeOf } from "./questions/question-scope.ts";
import { awaitChecks } from "./settle/await-checks.ts";
import { awaitMembers } from "./settle/await-members.ts";
import { awaitRoutes } from "./settle/await-routes.ts";
import { awaitSessions } from "./settle/await-sessions.ts";
import { describeRoute } from "./settle/describe-route.ts";
import { forgetCounts } from "./trials/forget-counts.ts";
import { planTrials } from "./trials/plan-trials.ts";
import { rareChecks } from "./trials/plan-wrong-answers.ts";
import { type Tried, tryOut } from "./trials/try-out.ts";
import { withoutAbsentWaits } from "./trials/try-timeouts.ts";

export interface ProveOptions extends LabOptions {
  /** Services to test; all if absent. Only the nodes that they need run. */
  readonly only?: ReadonlySet<string>;
  /** Whether to inject faults. */
  readonly faults: boolean;
  /** Whether to find out which lines the tests exercised. */
  readonly coverage?: boolean;
  /** Called with the result while the fleet still runs; it is removed afterwards. */
  readonly onProof?: (proof: Proof) => Promise<void>;
  /** Ends the proof; the lab is removed first. */
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/**
 * Runs a fleet in the lab, tests everything in its claims, and injects faults during further tests.
 * @throws if the lab does not start, with the message; nothing is left behind then
 */
export async function proveFleet(whole: LabInput, options: ProveOptions): Promise<Proof> {
  const { runtime, only, signal, onProgress } = options;
  const input = only === undefined ? whole : narrowInput(whole, only);
  const start = performance.now();
  onProgress("starting the fleet");
  const lab = await startLab(input, { runtime });
  // Tests in progress fail when the lab is gone; their results are read at the end.
  const stop = () => lab.stop().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    const isMeant = (service?: string) => only === undefined || (service !== undefined && only.has(service));
    const listen = listenForDrift(lab, input);
    const settle = (isFirst: boolean) =>
      awaitRoutes(lab, input, {
        ...{ isMeant, isFirst },
        onWait: (missing) => onProgress(`waiting for ${missing} VIPs to be announced`),
        signal,
      });
    const [routes] = await Promise.all([
      settle(true),
      awaitSessions(lab, input.fleet, { signal }),
      awaitChecks(lab, input.fleet, { isMeant, signal }),
    ]);
    signal.throwIfAborted();
    onProgress("reading the state of the daemons");
    const again = routes.length === 0 ? () => settle(false) : async () => {};
    const { compared, broken: otherwise, values } = await listen(again);
    const askedOtherwise = await findWrongRequests(lab, { ...input, claims: whole.claims }, isMeant);
    signal.throwIfAborted();
    const onceMore = async () => {
      // Some failed because many clients, and many questions of one, share a limit.
      await forgetCounts(lab);
      await again();
      await awaitMembers(lab, input.fleet, { isMeant, signal });
    };
    // Not during the questions: many plugins at once make answers slow, and silence would have to last as much longer.
    const monitoring = await proveMonitoring(lab, input, { again, signal });
    const questions = planQuestions(input, lab.plan, isMeant);
    const askedFirst = await askAndJudge(lab, input.fleet, questions, { onProgress, again: onceMore, controls: [] });
    const trackedDatagrams = await findTracked(lab, input, askedFirst);
    const controls = askedFirst.filter(isControl).map(questionOf);
    const trialInput = { ...scopeOf(input, lab.plan), questions, isMeant };
    const trials = planTrials(trialInput);
    const tried: Tried[] = [];
    for (const trial of trials) {
      signal.throwIfAborted();
      tried.push(
        await tryOut(trial, lab, () => {
          const progress = (text: string) => onProgress(`${trial.title}: ${text}`);
          return askAndJudge(lab, input.fleet, trial.questions, {
            onProgress: progress,
            again: async () => trial.again?.(lab),
            controls,
          });
        }),
      );
    }
    const asked = [...askedFirst, ...tried.flatMap((each) => each.asked)];
    const broken = withoutAbsentWaits([
      ...routes.flatMap(describeRoute),
      ...[...otherwise, ...askedOtherwise].filter(({ service }) => isMeant(service)),
      ...asked.flatMap(brokenAnswer),
      ...trackedDatagrams,
      ...tried.flatMap((each) => each.broken),
      ...monitoring.broken,
      ...unusedMembers(askedFirst, input.fleet),
    ]);
    const services = [...input.fleet.services.keys()].filter(isMeant);
    const run = { scope: { input, plan: lab.plan }, lab, questions, isMeant, signal };
    const faults = options.faults ? await proveFaults(run, onProgress) : [];
    lab.stubs.verify();
    const proof: Proof = {
      services: services.map((service) => summarise(service, asked, broken)),
      nodes: countAnswers(asked.filter(({ question }) => question.service === undefined)),
      others: broken.filter(({ service }) => service === undefined),
      silent: input.silent,
      rare: rareChecks(trialInput),
      faults,
      compared: { ...compared, absent: runningNodes(whole.fleet).length - runningNodes(input.fleet).length },
      ...(options.coverage
        ? {
            coverage: coverageOf(input, [
              ...values,
              ...monitoring.values,
              ...asked.map(({ question }) => question),
              ...trials.flatMap(({ looksAt = [] }) => looksAt),
            ]),
          }
        : {}),
      elapsed: (performance.now() - start) / 1000,
    };
    await options.onProof?.(proof);
    return proof;
  } finally {
    signal.removeEventListener("abort", stop);
    await lab.stop();
  }
}

function coverageOf({ tree, fleet }: LabInput, tests: readonly Tested[]): Coverage {
  const rules = new Map(GENERATORS.map((generator) => [generator.name, generator.rules ?? []]));
  return coverLines({ tree, rules, tested: testedValues(tests, fleet) });
}

function brokenAnswer({ question, wrong }: Asked): BrokenPromise[] {
  if (wrong === undefined) return [];
  const { service, nodes, wanted, causes } = question;
  return [
    {
      ...present({ service }),
      ...{ nodes, asked: describeQuestion(question), wanted: describeWanted(wanted), seen: wrong },
      ...placed(causes[0]),
    },
  ];
}

function summarise(service: string, asked: readonly Asked[], broken: readonly BrokenPromise[]): ServiceProof {
  const own = asked.filter(({ question }) => question.service === service);
  return {
    service,
    ...countAnswers(own),
    machines: [...new Set(own.flatMap(({ machine }) => machine ?? []))].sort(),
    broken: broken.filter((each) => each.service === service),
  };
}

const REFUSALS: ReadonlySet<string> = new Set<Wanted["kind"]>(["nothing", "closed", "alert", "unanswered"]);

function countAnswers(asked: readonly Asked[]): Pick<ServiceProof, "answers" | "refusals"> {
  const refusals = asked.filter(({ question }) => REFUSALS.has(question.wanted.kind)).length;
  return { answers: asked.length - refusals, refusals };
}
