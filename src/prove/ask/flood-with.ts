import { type Agent, Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { present } from "../../contract/present.ts";
import type { Probe } from "../questions/question.ts";
import type { Answer, ClientCertificates } from "./answer.ts";
import { tlsOptions } from "./connect-tls.ts";
import { readRequest } from "./read-request.ts";

const TOO_MANY = 429;

/** A connection is opened again if the server closes it. */
const ONE_CONNECTION = { keepAlive: true, maxSockets: 1 };

/**
 * Sends a request again and again, over some connections at the same time, and counts the answers. A connection is closed
 * when an answer has status 429, and all when there are enough, or after the probe's time. A later request tells whether
 * such an answer lasts.
 */
export async function floodWith(
  probe: Probe,
  { most, connections, lasts }: NonNullable<Probe["flood"]>,
  certificates: ClientCertificates,
): Promise<Answer> {
  const start = performance.now();
  const { tls } = probe;
  const agents = Array.from({ length: connections }, () =>
    tls === undefined
      ? new PlainAgent(ONE_CONNECTION)
      : new TlsAgent({ ...ONE_CONNECTION, ...tlsOptions(tls, certificates) }),
  );
  const counts = { limited: 0, others: 0, failed: 0 };
  const flood = async (agent: Agent) => {
    while (counts.others < most) {
      const status = await statusOf(probe, agent);
      if (status === TOO_MANY) {
        counts.limited++;
        return;
      }
      counts.others++;
    }
  };
  const all = Promise.all(
    agents.map((agent) =>
      flood(agent).catch(() => {
        counts.failed++;
      }),
    ),
  );
  const over = new AbortController();
  await Promise.race([all, delay(probe.timeout, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
  const took = performance.now() - start;
  let last: number | undefined;
  if (lasts !== undefined && counts.limited === connections) {
    await delay(Math.max(0, lasts - took));
    // Each connection may lead to another load balancer, and all got that status.
    last = await statusOf(probe, agents[0] ?? new PlainAgent()).catch(() => undefined);
  }
  for (const agent of agents) agent.destroy();
  return { kind: "said", text: "", counts: { ...counts, took, ...present({ last }) } };
}

function statusOf({ from, to, port, tls, says }: Probe, agent: Agent): Promise<number> {
  const { method, path, host, headers } = readRequest(says);
  const request = tls === undefined ? requestPlain : requestTls;
  return new Promise((resolve, reject) => {
    request({ agent, method, path, headers: { ...headers, host }, host: to, port, localAddress: from })
      .on("response", (response) => {
        response
          .resume()
          .on("end", () => resolve(response.statusCode ?? 0))
          .on("error", reject);
      })
      .on("error", reject)
      .end();
  });
}
