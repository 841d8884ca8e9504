import type { HeardRequest } from "../../contract/heard-request.ts";

/** Remembers different requests, each once. */
export interface Record {
  readonly add: (request: HeardRequest) => void;
  readonly all: () => readonly HeardRequest[];
}

/** The most that a stub remembers. */
const MOST = 10_000;

export function makeRecord(): Record {
  const heard = new Map<string, HeardRequest>();
  return {
    add: (request) => {
      if (heard.size < MOST) heard.set(JSON.stringify(request), request);
    },
    all: () => [...heard.values()],
  };
}
