import type { Fleet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { mentionsRaw } from "./headers-towards.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { Question } from "./question.ts";

const METHOD_NOT_ALLOWED = 405;

/**
 * Attempts to make HAProxy a tunnel, through which requests would pass that nobody reads, by one client for each frontend that
 * reads requests, at each place where it is reached: CONNECT (RFC 9110, 9.3.6), and an upgrade to HTTP/2 (RFC 7540, 3.2), alone and beside one to WebSocket, which
 * is allowed.
 * @param questions those to one frontend
 */
export function askTunnels(questions: readonly Question[], fleet: Fleet): Question[] {
  const read = questions.filter(({ wanted }) => wanted.kind === "member" || wanted.kind === "redirect");
  const passed = read.filter(({ wanted }) => wanted.kind === "member" && wanted.told === "http");
  const upgraded = mentionsRaw("Upgrade", fleet) ? [] : passed;
  return [
    ...onePerPlace(read).flatMap(connect),
    ...onePerPlace(upgraded).flatMap((question) => [
      upgrade(question, "h2c", null),
      upgrade(question, "h2c, websocket", "websocket"),
    ]),
  ];
}

function connect(question: Question): Question[] {
  const host = /\r\nHost: (?<host>[^\r]+)/.exec(question.probe.says)?.groups?.["host"];
  if (host === undefined) return [];
  const certificate = "certificate" in question.wanted ? question.wanted.certificate : undefined;
  const target = /:\d+$/.test(host) ? host : `${host}:${question.probe.port}`;
  return [
    {
      ...question,
      asked: `CONNECT ${target} at ${question.asked}`,
      probe: { ...question.probe, says: question.probe.says.replace(/^GET \S+ /, () => `CONNECT ${target} `) },
      wanted: { kind: "status", status: METHOD_NOT_ALLOWED, ...present({ certificate }) },
    },
  ];
}

function upgrade(question: Question, protocol: string, arrives: string | null): Question {
  const { probe, wanted } = question;
  const lines = [
    ...["Connection: close, Upgrade, HTTP2-Settings", `Upgrade: ${protocol}`, "HTTP2-Settings: AAMAAABkAAQAAP__"],
    // HAProxy demands it of what it takes for WebSocket; RFC 6455, 4.1.
    ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
  ];
  return {
    ...question,
    asked: `${question.asked} with Upgrade: ${protocol}`,
    probe: { ...probe, says: probe.says.replace("Connection: close", () => lines.join("\r\n")) },
    wanted: wanted.kind === "member" ? { ...wanted, receives: { ...wanted.receives, upgrade: arrives } } : wanted,
  };
}
