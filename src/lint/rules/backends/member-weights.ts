import type { Report } from "../../../contract/finding.ts";
import type { Backend, Member } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Weights of a pool have an effect, and no server is in it twice. */
export const memberWeights: Rule = {
  codes: {
    "member/weight-ignored": {
      severity: "warning",
      about:
        "Members have different weights, but algorithm `first` fills one member after the other and ignores weights.",
    },
    "member/duplicate": {
      severity: "error",
      about: "Two members of a backend are the same node and port: it would be checked twice and get a double share.",
    },
  },
  checkService(service, report) {
    for (const backend of service.backends) {
      checkWeights(service, backend, report);
      checkDuplicates(service, backend, report);
    }
  },
};

function checkWeights(service: LoneService, backend: Backend, report: Report): void {
  const members = backend.members.filter((member) => !member.backup);
  const [first] = members;
  if (first === undefined) return;
  const other = members.find((member) => member.weight !== first.weight);
  if (backend.algorithm === "first" && other !== undefined) {
    report({
      code: "member/weight-ignored",
      message: `members of backend ${backend.name} of ${service.name} have different weights, which algorithm first ignores`,
      at: userPlace(service, other.weight === 100 ? first : other, "weight"),
      notes: [{ message: "the algorithm is set here", at: keyAt(backend, "algorithm") }],
      help: "remove the weights, or use another algorithm",
      subject: { kind: "service", name: service.name },
    });
  }
}

function checkDuplicates(service: LoneService, backend: Backend, report: Report): void {
  const seen = new Map<string, Member>();
  for (const member of backend.members) {
    const key = `${member.node.name} ${member.port}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, member);
    else {
      report({
        code: "member/duplicate",
        message: `members ${earlier.name} and ${member.name} of backend ${backend.name} of ${service.name} are both port ${member.port} of node ${member.node.name}`,
        at: userPlace(service, member),
        notes: [{ message: `${earlier.name} is declared here`, at: keyAt(earlier) }],
        help: "remove one of them, or give it another `port` or `node`",
        subject: { kind: "service", name: service.name },
      });
    }
  }
}
