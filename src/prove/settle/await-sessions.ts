import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import type { Lab } from "../../lab/lab.ts";
import { reflectorSessions } from "../lab-sessions.ts";
import { readSessions, SHOW_PROTOCOLS } from "../read-bird.ts";
import { type AwaitOptions, SESSIONS } from "./await-routes.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/**
 * Waits until reflectors have all their sessions, because routes may already have come from one of them. Sessions that are
 * still down after that time are reported as drift of BIRD.
 */
export async function awaitSessions(lab: Lab, fleet: Fleet, { signal }: Pick<AwaitOptions, "signal">): Promise<void> {
  const sessions = reflectorSessions(lab, fleet);
  const reflectors = [...new Set(sessions.map(({ node }) => node.name))];
  const deadline = performance.now() + SESSIONS;
  const isUp = async (reflector: string) => {
    const states = readSessions((await lab.exec(reflector, SHOW_PROTOCOLS)).stdout);
    return sessions.every(({ node, name }) => node.name !== reflector || states.get(name) === true);
  };
  while (!signal.aborted && performance.now() < deadline) {
    if (!(await Promise.all(reflectors.map(isUp))).includes(false)) return;
    await delay(PAUSE);
  }
}
