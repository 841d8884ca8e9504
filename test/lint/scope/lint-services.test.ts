import { expect, test } from "vitest";
import { parseSources } from "../../../src/catalog/parse/parse-sources.ts";
import type { FindingDraft } from "../../../src/contract/finding.ts";
import type { Service } from "../../../src/contract/fleet.ts";
import { find } from "../../../src/contract/tree.ts";
import { lintServices, type ServiceCheck } from "../../../src/lint/scope/lint-services.ts";
import { scopeOf } from "../../../src/lint/scope/scope-of.ts";
import { compileText, textInput } from "../../support/compile-text.ts";
import { BASE } from "../base-fleet.ts";

const FILES = {
  ...BASE,
  "shop.yaml": "profiles: {shop: {extends: website, vip: home, redirects: {/old: {to: /new}}}}\n",
  "one.yaml": "services: {one: {extends: shop, hostnames: [one.example.org], timeouts: {client: 60s}}}\n",
  "two.yaml": "services: {two: {extends: shop, hostnames: [two.example.org], timeouts: {client: 60s}}}\n",
};
const { fleet } = compileText(FILES);
if (fleet === undefined) throw new Error("the fleet is broken");
const services = [...fleet.services.values()];

const named = (name: string): Service[] => services.filter((service) => service.name === name);

/** A check that reports a value of each service, and the services that it is applied to. */
function checkOf(...path: string[]): { check: ServiceCheck; applied: string[] } {
  const applied: string[] = [];
  const check: ServiceCheck = ({ name, tree }, report) => {
    applied.push(name);
    report({ code: "setting/empty", message: name, at: find(tree, path) });
  };
  return { check, applied };
}

test.each([
  ["a value of the service", ["timeouts", "client"], ["two"]],
  ["a value that others inherit", ["redirects", "/old"], ["one", "two"]],
  ["no value of its own", ["canonical_redirect"], ["one", "two"]],
])("%s", (_title, path, want) => {
  const both = [...named("one"), ...named("two")];
  const { check, applied } = checkOf(...path);
  const drafts: FindingDraft[] = [];
  const scope = { files: new Set(["two.yaml"]), services: named("two") };
  lintServices(both, [check], (draft) => drafts.push(draft), scope);
  expect(drafts.map(({ message }) => message)).toEqual(want);
  expect(new Set(applied)).toEqual(new Set(want));
});

test.each([
  [["one.yaml"], ["one"]],
  [
    ["two.yaml", "one.yaml"],
    ["one", "two"],
  ],
  [["shop.yaml"], ["one", "two"]],
  [["services.yaml"], ["home", "one", "resolver", "stream", "two"]],
  [["nodes.yaml"], undefined],
  [["one.yaml", "fleet.yaml"], undefined],
  [["page.html"], undefined],
])("%s are about the services %s", (files, want) => {
  const { sources } = textInput(FILES).read(() => undefined);
  const { trees } = parseSources(sources, () => undefined);
  expect(
    scopeOf(new Set(files), fleet, trees)
      ?.services.map(({ name }) => name)
      .sort(),
  ).toEqual(want);
});
