import type { Wordings } from "../../src/contract/wording.ts";
import { rawLines, setting } from "../../src/words/phrases.ts";

/** How changes of HAProxy's own options are told. */
export const HAPROXY_WORDINGS: Wordings = {
  fleet: {
    "haproxy.global": rawLines("HAProxy's global section"),
    "haproxy.log": setting("format of HAProxy's log"),
    "haproxy.maxconn": setting("connections of a load balancer, at most"),
  },
  frontend: { haproxy: rawLines("HAProxy's frontend") },
  backend: { haproxy: rawLines("HAProxy's backend") },
};
