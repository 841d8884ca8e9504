import { describe, expect, test } from "vitest";
import { GENERATORS } from "../../generators/registry.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { coverLines } from "../../src/prove/coverage/cover-lines.ts";
import type { Coverage } from "../../src/prove/coverage/coverage.ts";
import { testedValues } from "../../src/prove/coverage/tested-values.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import type { Question } from "../../src/prove/questions/question.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

const RULES = new Map(GENERATORS.map(({ name, rules = [] }) => [name, rules]));

const input = labInput(readFolder("examples/campus"));
const questions = planQuestions(input, planNetwork(input.fleet, input.claims));

function cover(isAsked: (question: Question) => boolean, rules = RULES): Coverage {
  const tested = testedValues(questions.filter(isAsked), input.fleet);
  return coverLines({ tree: input.tree, rules, tested });
}

function missedIn({ files }: Coverage, path: string): string[] {
  return files.filter((file) => file.path === path).flatMap(({ missed }) => missed.map(({ text }) => text));
}

describe("coverage", () => {
  test("misses a service's lines without its questions, and counts them with them", () => {
    const server = /^server moodle1 /;
    const without = missedIn(
      cover(({ service }) => service !== "moodle" && service !== undefined),
      "etc/haproxy/haproxy.cfg",
    );
    expect(without.filter((text) => server.test(text))).toHaveLength(1);
    const all = missedIn(
      cover(() => true),
      "etc/haproxy/haproxy.cfg",
    );
    expect(all.filter((text) => server.test(text))).toEqual([]);
  });

  test("counts each line once, without comments and programs, and lists all that is missed", () => {
    const { files } = cover(() => false, new Map());
    for (const { daemon, path, lines, exercised, missed } of files) {
      expect(exercised, `${daemon} ${path}`).toBe(0);
      expect(missed).toHaveLength(lines);
    }
    const texts = files.flatMap(({ missed }) => missed.map(({ text }) => text));
    expect(texts.filter((text) => text === "" || text.startsWith("#"))).toEqual([]);
    expect(files.filter(({ path }) => path.startsWith("usr/"))).toEqual([]);
    const own = input.tree.files.filter(({ file }) => file.path === "etc/haproxy/haproxy.cfg");
    const [first] = own;
    const read = first?.file.blocks
      .flatMap(({ key, lines }) => lines.map((line) => [key, line]))
      .filter(([, line]) => !/^\s*(#|$)/.test(line ?? ""));
    const counted = files.find(({ path }) => path === "etc/haproxy/haproxy.cfg")?.lines ?? 0;
    expect(counted).toBeGreaterThanOrEqual(new Set(read?.map(String)).size);
    expect(counted).toBeLessThan(2 * (read?.length ?? 0));
  });

  test("a rule is exercised if it says what notices it", () => {
    const rules = new Map([
      [
        "haproxy",
        (RULES.get("haproxy") ?? []).map((rule) => (rule.name === "request-id" ? { ...rule, noticed: "x" } : rule)),
      ],
    ]);
    const causesOf = (coverage: Coverage) =>
      coverage.files.flatMap(({ missed }) => missed.flatMap(({ causes }) => causes));
    expect(causesOf(cover(() => true, rules))).not.toContain("haproxy/request-id");
    const silent = new Map([["haproxy", (RULES.get("haproxy") ?? []).map(({ noticed: _, ...rule }) => rule)]]);
    expect(causesOf(cover(() => true, silent))).toContain("haproxy/request-id");
  });

  test("names the place of a missed line and the values behind it", () => {
    const { files } = cover(() => false);
    const missed = files.flatMap((file) => file.missed).find(({ text }) => text.startsWith("server moodle1 "));
    expect(missed?.place).toMatch(/^lb1:\/etc\/haproxy\/haproxy\.cfg:\d+$/);
    expect(missed?.causes.every((cause) => /^(?:[\w/.-]+\.yaml|<built-in>\/[\w/.-]+):\d+:\d+$/.test(cause))).toBe(true);
  });
});
