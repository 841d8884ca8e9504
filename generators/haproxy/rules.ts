import type { GeneratorRule } from "../../src/contract/generator-rule.ts";

const CONFIG = /^etc\/haproxy\/haproxy\.cfg$/;

/** Why lines are there that no value of the catalog causes. */
export const RULES: readonly GeneratorRule[] = [
  {
    name: "client-address",
    path: CONFIG,
    block: /client address: remove what the client sent$/,
    about: "Removes the headers with which a client could pretend another address. Backends then add their own.",
    noticed: "sends forged headers along, and compares the address that members see",
  },
  {
    name: "forged-headers",
    path: CONFIG,
    block: /headers that only the load balancer may set$/,
    about:
      "Removes headers that members might take for the load balancer's, in every spelling that some program accepts.",
    noticed: "sends forged headers along, and compares those that members get",
  },
  {
    name: "no-tunnels",
    path: CONFIG,
    block: /no CONNECT, no upgrade except to WebSocket$/,
    about: "Refuses CONNECT and upgrades to anything but WebSocket: through a tunnel, requests would pass unseen.",
    noticed: "tries to make a tunnel",
  },
  {
    name: "request-id",
    path: CONFIG,
    block: /request id for members$/,
    about: "Gives each request an id of our own.",
    noticed: "compares the headers that members get",
  },
  {
    name: "request-line",
    path: CONFIG,
    block: /target and user agent for logs$/,
    about: "Keeps what the client asked for, and with what, for the log: rules change it.",
  },
  {
    name: "route-lookup",
    path: CONFIG,
    block: /(?:path that is compared with routes|backend by route|use the backend of the route|backend)$/,
    about:
      "Looks up service, route and backend in maps, whose lines have the causes: as many services as there may be, in one lookup.",
    noticed: "asks each path of each host name",
  },
  {
    name: "no-service",
    path: CONFIG,
    block: /no service at this frontend$/,
    about: "Answers 404 where all services of a shared port are in maintenance or gone.",
  },
  {
    name: "conntrack",
    path: /^etc\/(?:modules-load\.d|sysctl\.d)\//,
    about:
      "Room for connections in the kernel's table, which the firewall fills: a load balancer has more than Debian's default.",
  },
  {
    name: "reload",
    path: /^(?:etc\/systemd\/system\/haproxy\.service\.d\/|usr\/local\/lib\/intentlb\/haproxy-state$)/,
    about:
      "A reload that keeps what HAProxy knows of its members: who is down, who drains, who was taken out by hand (docs/failover.md).",
    noticed: "reloads it as the unit says, and asks clients that keep their members",
  },
];
