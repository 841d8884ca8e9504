import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import type { Lab } from "../../src/lab/lab.ts";
import { askAndJudge } from "../../src/prove/ask/ask-and-judge.ts";
import type { Question, Wanted } from "../../src/prove/questions/question.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

/** What the client's program tells about a probe: the answer, and the milliseconds that it took. */
type Told = readonly [answer: object, took: number];

/** Stands in for the program: each probe has what it tells, by the patience that it has. */
const PROGRAM = `
let text = "";
process.stdin.on("data", (data) => { text += data; }).on("end", () => {
  for (const [index, probe] of JSON.parse(text).lanes.flatMap(({ probes }) => probes)) {
    const told = JSON.parse(probe.says);
    const known = Object.keys(told).map(Number).filter((patience) => patience <= probe.timeout);
    console.log(JSON.stringify([index, ...told[Math.max(...known)]]));
  }
});`;

const LAB = {
  plan: { bridges: [], machines: [], clients: [] },
  files: () => [],
  visit: () => spawn(process.execPath, ["-e", PROGRAM]),
} as Partial<Lab> as Lab;

const SILENT = { kind: "silent", connected: false };
const SAID = { kind: "said", text: "dns1" };

function question(asked: string, wanted: Wanted, told: Readonly<Record<number, Told>>): Question {
  const timeout = Math.min(...Object.keys(told).map(Number));
  return {
    ...{ causes: [], service: "shop", client: "world", nodes: [], family: "ipv4", asked, wanted },
    probe: {
      ...{ transport: "tcp", from: "203.0.113.9", to: "192.0.2.10", port: 80, until: "data", timeout },
      says: JSON.stringify(told),
    },
  };
}

const MEMBER: Wanted = { kind: "member", machines: ["dns1"], told: "text" };
const NOTHING: Wanted = { kind: "nothing" };

async function ask(questions: readonly Question[], controls: readonly Question[] = []) {
  const { fleet } = labInput(readFolder("examples/minimal"));
  const options = { onProgress: () => {}, again: async () => {}, controls };
  const asked = await askAndJudge(LAB, fleet, questions, options);
  return Object.fromEntries(asked.map(({ question: { asked: what }, wrong }) => [what, wrong]));
}

test("silence counts if it lasted much longer than answers took", async () => {
  const quick = question("quick", MEMBER, { 4000: [SAID, 100] });
  const kept = question("kept", NOTHING, { 2500: [SILENT, 2501] });
  expect(await ask([quick, kept])).toEqual({ quick: undefined, kept: undefined });
});

test("on a slow machine it has to last longer, and an answer may come by then", async () => {
  const slow = question("slow", MEMBER, { 4000: [SAID, 2000], 12000: [SAID, 3000] });
  const kept = question("kept", NOTHING, { 2500: [SILENT, 2501], 12000: [SILENT, 12001] });
  const late = question("late", NOTHING, { 2500: [SILENT, 2501], 12000: [SAID, 5000] });
  expect(await ask([slow, kept, late])).toEqual({ slow: undefined, kept: undefined, late: 'an answer: "dns1"' });
});

test("so it has if the client's program was held up itself", async () => {
  const held = question("held", NOTHING, { 2500: [SILENT, 4000], 9000: [SAID, 5000] });
  expect(await ask([held])).toEqual({ held: 'an answer: "dns1"' });
});

test("silence shows nothing on a machine that is too slow", async () => {
  const slow = question("slow", MEMBER, { 4000: [SAID, 3900], 23000: [SAID, 20_000] });
  const kept = question("kept", NOTHING, { 2500: [SILENT, 2501] });
  expect(await ask([slow, kept])).toEqual({
    slow: undefined,
    kept: "not shown: nothing within 30.0 s, but answers took up to 20.0 s",
  });
});

test("questions that are alone are measured by others, whose answers are not results", async () => {
  const control = question("control", MEMBER, { 4000: [SAID, 3000], 15000: [SILENT, 18_000] });
  const kept = question("kept", NOTHING, { 2500: [SILENT, 2501] });
  expect(await ask([kept], [control])).toEqual({
    kept: "not shown: nothing within 30.0 s, but answers took up to 18.0 s",
  });
});

test("a late answer is waited for, as long as the machine needs", async () => {
  const slow = question("slow", MEMBER, { 4000: [SAID, 3000] });
  const late = question("late", MEMBER, { 4000: [SILENT, 4000], 9000: [SAID, 8000] });
  const never = question("never", MEMBER, { 4000: [SILENT, 4000] });
  expect(await ask([slow, late, never])).toEqual({ slow: undefined, late: undefined, never: "nothing within 9 s" });
});
