import type { CodeEntry } from "../../src/contract/finding.ts";

/** Findings about what HAProxy cannot do with a fleet. */
export const CODES = {
  "haproxy/check-impossible": {
    severity: "error",
    about:
      "HAProxy cannot run a check as the catalog defines it. A weaker check would report unhealthy members as healthy. Choose a check that it can run; the message says which.",
  },
  "haproxy/server-name-missing": {
    severity: "error",
    about:
      "A backend verifies its members' certificates, but neither `tls.server_name` nor a host name of the service sets the expected name: any certificate of the authority would be accepted. Set `server_name`.",
  },
  "haproxy/time-too-long": {
    severity: "error",
    about: "HAProxy stores times as 31 bits of milliseconds, less than 25 days. Shorten the time.",
  },
  "haproxy/too-many-connections": {
    severity: "error",
    about:
      "The frontends of a load balancer may together have more connections than one process can have open files for (1,048,576 on Linux, two to a connection): HAProxy would not start. Lower `limits.connections`, or spread the services over more load balancers.",
  },
  "haproxy/too-few-connections": {
    severity: "error",
    about:
      "`fleet.haproxy.maxconn` limits the concurrent connections of a load balancer, but `limits.connections` of some frontends leaves none for the others. Raise one, or lower the other.",
  },
  "haproxy/no-resumption": {
    severity: "notice",
    about:
      "HAProxy keeps TLS sessions for the whole process. If a load balancer requires client certificates of two authorities, a session that began with a certificate of one would be accepted where the other is required; so none is resumed, and each new connection to any of its sites costs a full handshake: 1.75 ms of processor instead of 0.24 in TLS 1.2. Put one of the services on load balancers of its own, or accept it. One file with both authorities is no way out: each frontend would take certificates of either.",
  },
  "haproxy/page-too-long": {
    severity: "error",
    about:
      "A maintenance page and its headers must fit into one HAProxy buffer: 14,000 bytes. Shorten it, and link to styles and pictures elsewhere.",
  },
  "haproxy/page-unsafe": {
    severity: "error",
    about: "A maintenance page contains a NUL or carriage return, which would change the HTTP response. Remove it.",
  },
  "haproxy/counter-read": {
    severity: "warning",
    about:
      "A raw line reads or changes a counter (`sc0`, `sc1`) that one of the catalog's limits uses. It sees what the limit counts, which may be what you want. To count something else, track with a free counter and use that.",
  },
  "haproxy/counter-taken": {
    severity: "error",
    about:
      "A raw line tracks with a counter that one of the catalog's limits already uses: `connections_per_source` takes sc0 of its frontend, `requests_per_source` sc1 for its service. HAProxy keeps the first tracked key, so the line would have no effect. HAProxy 2.6 has sc0, sc1 and sc2; the help says which are free.",
  },
  "raw/shared": {
    severity: "error",
    about:
      "A raw line is in a frontend that other services share, and would affect them too: it is a setting of the whole frontend, runs before the service is known, or cannot be parsed with certainty. Rules with a condition are limited to their own service. Write such a rule, write the same line in all services of the frontend, or use a VIP of its own.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
