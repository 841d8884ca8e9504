import { expect, test } from "vitest";
import { reportSarif } from "../../../src/cli/report/report-sarif.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

const uri = "lb/services/web%2C%20old.yaml";

test("one run with the rules that occur and a result per finding", () => {
  expect(JSON.parse(reportSarif(SAMPLE, CONTEXT))).toEqual({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "intentlb",
            rules: [
              {
                id: "catalog/empty",
                fullDescription: { text: "Nothing is there." },
                defaultConfiguration: { level: "error" },
              },
              {
                id: "network/covered",
                fullDescription: { text: "A list is odd." },
                defaultConfiguration: { level: "warning" },
              },
              {
                id: "persistence/no-name",
                fullDescription: { text: "It is old." },
                defaultConfiguration: { level: "note" },
              },
              {
                id: "reference/unknown-team",
                fullDescription: { text: "A name leads nowhere." },
                defaultConfiguration: { level: "error" },
              },
            ],
          },
        },
        columnKind: "utf16CodeUnits",
        results: [
          {
            ruleId: "catalog/empty",
            ruleIndex: 0,
            level: "error",
            message: { text: "there is no catalog" },
            relatedLocations: [],
          },
          {
            ruleId: "reference/unknown-team",
            ruleIndex: 3,
            level: "error",
            message: { text: "there is no team `webb`\nteams are declared in `teams`\ndid you mean `web`?" },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri },
                  region: { startLine: 4, startColumn: 12, endLine: 4, endColumn: 16 },
                },
              },
            ],
            relatedLocations: [
              {
                message: { text: "inherited from profile house" },
                physicalLocation: {
                  artifactLocation: { uri: "lb/profiles.yaml" },
                  region: { startLine: 3, startColumn: 12, endLine: 3, endColumn: 15 },
                },
              },
            ],
          },
          {
            ruleId: "network/covered",
            ruleIndex: 1,
            level: "warning",
            message: { text: "50% of: these, are\n::error::down\u001b[31m\u202e" },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri },
                  region: { startLine: 6, startColumn: 7, endLine: 7, endColumn: 10 },
                },
              },
            ],
            relatedLocations: [],
          },
          {
            ruleId: "persistence/no-name",
            ruleIndex: 2,
            level: "note",
            message: { text: "std/ldap is old" },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "%3Cbuilt-in%3E/services/ldap.yaml" },
                  region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 11 },
                },
              },
            ],
            relatedLocations: [],
          },
        ],
      },
    ],
  });
});

test("no findings make a run without results, which closes earlier alerts", () => {
  const { runs } = JSON.parse(reportSarif([], CONTEXT));
  expect(runs).toEqual([
    { tool: { driver: { name: "intentlb", rules: [] } }, columnKind: "utf16CodeUnits", results: [] },
  ]);
});
