import type { BrokenPromise, FaultProof, Proof } from "../../../prove/proof.ts";
import { count } from "../count.ts";
import { describeBroken } from "./describe-proof.ts";

/** Extensions of report files, and what is written to them. */
const WRITERS: Readonly<Record<string, (proof: Proof) => string>> = {
  ".json": (proof) => `${JSON.stringify(proof, null, 2)}\n`,
  ".xml": junit,
};

/** What writes a report to a file of this name; undefined if its extension is neither JSON's nor JUnit's. */
export function reportWriter(file: string): ((proof: Proof) => string) | undefined {
  const ending = Object.keys(WRITERS).find((each) => file.endsWith(each));
  return ending === undefined ? undefined : WRITERS[ending];
}

/** JUnit's XML, for CI systems: a test case for each service and each fault, and one for what belongs to no service. */
function junit({ services, others, faults, elapsed }: Proof): string {
  const cases: TestCase[] = [
    ...services.map(({ service, broken }) => ({ group: "services", name: service, broken })),
    { group: "fleet", name: "routes", broken: others },
    ...faults.map((fault) => ({ group: "faults", name: fault.fault, broken: fault.broken, numbers: numbersOf(fault) })),
  ];
  const failed = cases.filter(({ broken }) => broken.length > 0).length;
  const counts = `tests="${cases.length}" failures="${failed}" time="${elapsed.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="intentlb prove" ${counts}>`,
    ...cases.flatMap(testCase),
    "</testsuite>",
    "",
  ].join("\n");
}

interface TestCase {
  readonly group: string;
  readonly name: string;
  readonly broken: readonly BrokenPromise[];
  readonly numbers?: string;
}

function numbersOf({ requests, lost, out, back }: FaultProof): string {
  const times = Object.entries({ "failed over": out, recovered: back }).flatMap(([what, time]) =>
    time === undefined ? [] : [`${what} after ${time.toFixed(1)} s`],
  );
  return [count(requests, "request"), `${lost} lost`, ...times].join(", ");
}

function testCase({ group, name, broken, numbers }: TestCase): string[] {
  const head = `  <testcase classname="${group}" name="${escapeXml(name)}"`;
  const text = escapeXml(broken.flatMap(describeBroken).join("\n"));
  const message = count(broken.length, "failure");
  const inside = [
    ...(broken.length === 0 ? [] : [`    <failure message="${message}">${text}</failure>`]),
    ...(numbers === undefined ? [] : [`    <system-out>${numbers}</system-out>`]),
  ];
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, "  </testcase>"];
}

/** XML 1.0 does not allow control characters, not even escaped. */
function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, "\ufffd");
}
