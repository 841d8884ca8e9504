import { expect } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { type Checkout, checkOut, openToWorld, type PullRequest, prepareCheckout, pushBranch } from "./checkout.ts";
import type { Forge } from "./forge.ts";
import { type ActionRun, type Event, runAction, TOKEN } from "./github-runner.ts";

export const PUSH: Event = { name: "push", payload: {} };

/** The event of a pull request from a branch, with a description. */
export function pullRequestEvent({ base, head }: PullRequest, ref = "topic", body: string | null = null): Event {
  return {
    name: "pull_request",
    payload: {
      pull_request: { number: 1, title: ref, body, base: { ref: "main", sha: base }, head: { ref, sha: head } },
    },
  };
}

export interface Proposal {
  readonly checkout: Checkout;
  readonly pull: PullRequest;
  readonly event: Event;
}

/** A pull request, by default one that opens `www` to the world, checked out as GitHub does. */
export function propose(change: (origin: string) => void = openToWorld): Proposal {
  const checkout = prepareCheckout();
  const pull = pushBranch(checkout, "topic", change);
  checkOut(checkout, pull.merge);
  return { checkout, pull, event: pullRequestEvent(pull) };
}

/** Runs the action for the catalog `c`. */
export async function review(
  checkout: Checkout,
  event: Event,
  forge: Forge,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const all = { catalog: "c", program: checkout.program, ...inputs };
  const result = await runAction(checkout, event, all, { GITHUB_API_URL: forge.url });
  expect(result.log).not.toContain(TOKEN);
  return result;
}

/** Digest of what a build of the workspace writes. */
export function digestOf({ workspace }: Checkout): string {
  return JSON.parse(runCli(["diff", "c", "--format", "json"], { cwd: workspace }).stdout).digest;
}
