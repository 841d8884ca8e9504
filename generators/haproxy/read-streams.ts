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
    const timeout = (side: string, channel: string) =>
      rangeOf(new RegExp(`^ +${side}=.* ioto=(?<time>\\S+)`, "m").exec(stream)?.groups?.["time"], 0) ??
      rangeOf(
        new RegExp(`^ +${channel}=[\\s\\S]*? rex=(?<time>\\S+)`, "m").exec(stream)?.groups?.["time"],
        ageOf(stream),
      );
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

function ageOf(stream: string): number | undefined {
  const text = / age=(?<time>\w+)/.exec(stream)?.groups?.["time"];
  return text === undefined ? undefined : rangeOf(text, 0)?.least;
}

/** A time that HAProxy prints without its fractions, after another one. */
function rangeOf(text: string | undefined, before: number | undefined): TimeRange | undefined {
  const parts = [...(text ?? "").matchAll(/(?<count>\d+)(?<unit>[dhms])/g)].map(({ groups }) => {
    const unit = UNITS[groups?.["unit"] ?? ""] ?? 0;
    return { unit, time: Number(groups?.["count"]) * unit };
  });
  const smallest = parts.at(-1)?.unit;
  if (smallest === undefined || before === undefined) return undefined;
  const least = before + parts.reduce((sum, { time }) => sum + time, 0);
  return { least, most: least + smallest + (before > 0 ? SECOND : 0) };
}
