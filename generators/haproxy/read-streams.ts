import type { StreamState, TimeRange } from "../../src/contract/lab-daemon.ts";
import { present } from "../../src/contract/present.ts";
import { readPoolName } from "../../src/fleet/pool-name.ts";
import { askSocket, splitAnswers } from "./admin-socket.ts";

/** Command that lists all streams, with what each waits for. */
export const SHOW_STREAMS: readonly string[] = askSocket(["show sess all"]);

const SECOND = 1000;

/** Milliseconds of the units in which HAProxy tells times, two of them at most: `1h59m`, `47s`. */
const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: SECOND };

/**
 * Streams of clients, from the output of `SHOW_STREAMS`; Management Guide 2.6, "show sess". HAProxy 2.8 and later tell the
 * timeouts of both sides (`ioto`). Earlier ones tell how much of them is left (`rex`), and how old the stream is.
 */
export function readStreams(printed: string): StreamState[] {
  const [answer = ""] = splitAnswers(printed);
  return answer.split(/^(?=0x)/m).flatMap((stream) => {
    const from = /proto=tcpv[46] source=(?<address>[\da-f.:]+):\d+$/m.exec(stream)?.groups?.["address"];
    const place = /^ +frontend=.* addr=(?<address>[\da-f.:]+):(?<port>\d+)$/m.exec(stream)?.groups;
    if (from === undefined || place === undefined) return [];
    const find = (pattern: string) => rangeOf(new RegExp(pattern, "m").exec(stream)?.groups?.["time"]);
    const age = find(" age=(?<time>\\w+)");
    const timeout = (side: string, channel: string) =>
      find(`^ +${side}=.* ioto=(?<time>\\S+)`) ?? sum(find(`^ +${channel}=[\\s\\S]*? rex=(?<time>\\S+)`), age);
    const { address = "", port } = place;
    const name = /^ +backend=(?<name>\S+) /m.exec(stream)?.groups?.["name"] ?? "";
    return [
      {
        ...{ from, address, port: Number(port), ...readPoolName(name) },
        ...present({ client: timeout("scf", "req"), server: timeout("scb", "res") }),
      },
    ];
  });
}

/** A time that HAProxy prints without its fractions. */
function rangeOf(text: string | undefined): TimeRange | undefined {
  const parts = [...(text ?? "").matchAll(/(?<count>\d+)(?<unit>[dhms])/g)].map(({ groups }) => {
    const unit = UNITS[groups?.["unit"] ?? ""] ?? 0;
    return { unit, time: Number(groups?.["count"]) * unit };
  });
  const smallest = parts.at(-1)?.unit;
  if (smallest === undefined) return undefined;
  const least = parts.reduce((total, { time }) => total + time, 0);
  return { least, most: least + smallest };
}

function sum(a: TimeRange | undefined, b: TimeRange | undefined): TimeRange | undefined {
  return a === undefined || b === undefined ? undefined : { least: a.least + b.least, most: a.most + b.most };
}
