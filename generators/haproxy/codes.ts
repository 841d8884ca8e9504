import type { CodeEntry } from "../../src/contract/code-entry.ts";

/** Findings about what HAProxy cannot do with a fleet. */
export const CODES = {
  "haproxy/check-impossible": {
    severity: "error",
    about:
      "HAProxy cannot ask a check as the catalog states it. A weaker one would call members well that are not. Choose a check that it can ask; the message says which.",
  },
  "haproxy/server-name-missing": {
    severity: "error",
    about:
      "A backend verifies its members' certificates, but neither `tls.server_name` nor a host name of the service says which name they must show: any certificate of the authority would do. State `server_name`.",
  },
  "haproxy/time-too-long": {
    severity: "error",
    about: "HAProxy keeps times in 31 bits of milliseconds, which is less than 25 days. Shorten the time.",
  },
  "haproxy/too-many-connections": {
    severity: "error",
    about:
      "The frontends of a load balancer may hold more connections together than one process can have open files for (1,048,576 on Linux, two to a connection): HAProxy would not start. Lower `limits.connections`, or spread the services over more load balancers.",
  },
  "haproxy/too-few-connections": {
    severity: "error",
    about:
      "`fleet.haproxy.maxconn` says how many connections a load balancer takes at a time, and what frontends state in `limits.connections` leaves none of them for the others. Raise the one, or lower the other.",
  },
  "haproxy/no-resumption": {
    severity: "notice",
    about:
      "HAProxy keeps TLS sessions for the whole process. Where a load balancer asks for client certificates of two authorities, a session that began with a certificate of one would be believed where the other is demanded; so none is resumed, and each new connection to any of its sites costs a whole handshake: 1.75 ms of processor instead of 0.24 in TLS 1.2. Put one of the services on load balancers of its own, or accept it. One file with both authorities is no way out: each frontend would take certificates of either.",
  },
  "haproxy/page-too-long": {
    severity: "error",
    about:
      "A maintenance page must fit into one buffer of HAProxy together with its headers: 14,000 bytes. Shorten it, and refer to styles and pictures kept elsewhere.",
  },
  "haproxy/page-unsafe": {
    severity: "error",
    about:
      "A maintenance page holds a NUL or carriage return, which would change the HTTP response that it becomes. Remove it.",
  },
  "haproxy/counter-read": {
    severity: "warning",
    about:
      "A raw line reads or changes a counter (`sc0`, `sc1`) that one of the catalog's limits counts with. It sees what the limit counts, which may be meant. To count something else, track with a counter that is free and use that.",
  },
  "haproxy/counter-taken": {
    severity: "error",
    about:
      "A raw line tracks with a counter that one of the catalog's limits tracks with already: `connections_per_source` takes sc0 of its frontend, `requests_per_source` sc1 for its service. HAProxy keeps what is tracked first, so the line would track nothing. HAProxy 2.6 has sc0, sc1 and sc2; the help says which are free.",
  },
  "raw/shared": {
    severity: "error",
    about:
      "A raw line stands in a frontend that other services share, and would act on them as well: it is a setting of the whole frontend, runs before the service is known, or can't be read with certainty. Rules that take a condition are limited to their own service. Write such a rule, write the same line in all services of the frontend, or use a VIP of its own.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
