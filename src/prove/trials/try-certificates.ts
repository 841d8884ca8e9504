import type { Backend } from "../../contract/fleet.ts";
import type { Shown } from "../../lab/members/conduct.ts";
import { isSameAddress } from "../questions/access-of.ts";
import type { MemberWanted, Question, Wanted } from "../questions/question.ts";
import { timesFor } from "../questions/repeat-questions.ts";
import { restoreMembers } from "./restore-members.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";
import { type UsedServers, usedServers } from "./used-servers.ts";

/** Milliseconds for a load balancer to try a member several times, a second apart, and then to give up. */
const GIVES_UP = 10_000;

const TITLES: Readonly<Record<Exclude<Shown, "own">, string>> = {
  foreign: "members with certificates of another authority",
  misnamed: "members with certificates for another name",
};

/**
 * Members show certificates that must not be trusted: all at once, since each backend is asked through each of its load
 * balancers anyway. Backends that verify members get no answer from them, others still do.
 */
export function tryCertificates(input: TrialInput): Trial[] {
  const chosen = chooseQuestions(input);
  if (!chosen.some(({ backend }) => backend.spec.tls?.verify === true)) return [];
  return (["foreign", "misnamed"] as const).map((shown) => planTrial(shown, chosen, input));
}

interface Chosen {
  readonly question: Question;
  readonly wanted: MemberWanted;
  readonly backend: Backend;
}

function planTrial(shown: Exclude<Shown, "own">, chosen: readonly Chosen[], input: TrialInput): Trial {
  const title = TITLES[shown];
  let before: UsedServers = new Map();
  return {
    title,
    questions: chosen.flatMap(({ question, wanted, backend }) => {
      const asked = {
        ...question,
        asked: `${question.asked}, ${title},`,
        probe: { ...question.probe, timeout: GIVES_UP },
        wanted: wantedThen(wanted, backend, input),
      };
      return Array.from({ length: timesFor(question) }, () => ({ ...asked }));
    }),
    prepare: async (lab) => {
      before = await usedServers(lab);
      await lab.stubs.show(shown);
    },
    restore: async (lab) => {
      await lab.stubs.show("own");
      await restoreMembers(lab, before, input);
    },
  };
}

/** A question for each backend with TLS to its members, and for each set of nodes that leads there. */
function chooseQuestions({ questions, fleet }: TrialInput): Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const question of questions) {
    const { service = "", wanted, nodes, probe } = question;
    if (wanted.kind !== "member" || probe.visits !== undefined) continue;
    const backend = fleet.services.get(service)?.backends.find(({ name }) => name === wanted.backend);
    const key = JSON.stringify([service, wanted.backend, nodes]);
    if (backend?.spec.tls !== undefined && !chosen.has(key)) chosen.set(key, { question, wanted, backend });
  }
  return [...chosen.values()];
}

/** Generated web servers keep their certificates. */
function wantedThen(wanted: MemberWanted, backend: Backend, { listeners, fleet }: TrialInput): Wanted {
  if (backend.spec.tls?.verify !== true) return wanted;
  const left = backend.members.flatMap(({ node, port }) => {
    const address = node.addresses[fleet.memberFamily]?.address ?? "";
    const listener = listeners.find((each) => each.port === port && isSameAddress(each.address, address));
    return listener?.played === false && wanted.machines.includes(node.name) ? [node.name] : [];
  });
  return left.length > 0 ? { ...wanted, machines: left } : { kind: "unanswered", told: wanted.told };
}
