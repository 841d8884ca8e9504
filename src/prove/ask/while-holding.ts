import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Probe } from "../questions/question.ts";
import type { Answer } from "./answer.ts";

/** Milliseconds in which a server closes a connection that it does not want. */
const SETTLED = 300;

/** How often closed connections are opened again: earlier ones of the client may count for a moment. */
const ROUNDS = 5;

/** Asks while the client has so many other connections to the same place, on which it says nothing. */
export async function whileHolding(
  count: number,
  { from, to, port }: Pick<Probe, "from" | "to" | "port">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const held = new Set<Socket>();
  const hold = async () => {
    const socket = connect({ host: to, port, localAddress: from });
    held.add(socket);
    socket.on("error", () => {}).on("close", () => held.delete(socket));
    await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => {});
    socket.resume();
  };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (let missing = count - held.size; missing > 0; missing--) await hold();
      await delay(SETTLED);
      if (held.size === count) return await ask();
    }
    return { kind: "refused", why: `only ${held.size} of ${count} other connections stay open`, connected: false };
  } finally {
    for (const socket of held) socket.destroy();
  }
}
