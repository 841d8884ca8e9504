import { serverName } from "./nodes.ts";
import type { Random } from "./random.ts";
import { countShared, ownAddresses, type SharedKind } from "./vips.ts";

/** What is known when a service is written. */
interface Draft {
  readonly name: string;
  readonly number: number;
  /** Services in all. */
  readonly services: number;
  readonly random: Random;
}

/** Lines of a service below its name, indented by four spaces. */
type Kind = (draft: Draft) => string[];

/** Kinds of services with their shares, which add up to a hundred. */
const KINDS: readonly (readonly [share: number, kind: Kind])[] = [
  [30, (draft) => website(draft, "php-website")],
  [20, (draft) => website(draft, "static-website")],
  [15, (draft) => website(draft, "intranet-website")],
  [8, siteOfTwoParts],
  [5, redirect],
  [7, application],
  [5, passedOn],
  [3, (draft) => onOwnVip(draft, "house-directory")],
  [3, (draft) => onOwnVip(draft, "house-database")],
  [2, (draft) => onOwnVip(draft, "house-mailboxes")],
  [2, (draft) => onOwnVip(draft, "house-resolver")],
];

/** One service in the usual notation. */
export function serviceYaml(draft: Draft): string {
  const lines = chooseKind(draft.random.below(100))(draft);
  return `  ${draft.name}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

function chooseKind(point: number): Kind {
  let left = point;
  for (const [share, kind] of KINDS) {
    if (left < share) return kind;
    left -= share;
  }
  throw new Error("the shares of all kinds are less than a hundred");
}

function website(draft: Draft, profile: string): string[] {
  const { name, random } = draft;
  const lines = siteHead(draft, profile);
  if (random.percent(12)) lines.push("access: {from: [campus], except: [abusers]}");
  if (random.percent(15)) lines.push(...amendedMembers(profile, random));
  if (random.percent(10)) lines.push("backends:", `  web: {check: {path: /${name}/alive}}`);
  if (random.percent(15)) lines.push("routes:", "  /intern: {access: {from: [campus]}}");
  if (random.percent(10)) lines.push("redirects:", `  /old: {to: "https://archive.example/${name}/", status: 302}`);
  return lines;
}

function siteHead(draft: Draft, profile: string): string[] {
  const { name, random } = draft;
  const lines = [`extends: ${profile}`, `description: Site ${name}`, sharedVip(draft, "web")];
  if (random.percent(25))
    lines.push(`hostnames: [${name}.uni.example, www-${name}.uni.example]`, "canonical_redirect: true");
  else lines.push(`hostnames: [${name}.uni.example]`);
  lines.push(`apache: {document_root: /srv/www/${name}}`);
  return lines;
}

function siteOfTwoParts(draft: Draft): string[] {
  return [
    ...siteHead(draft, "static-website"),
    "members: [web-b, web-c1]",
    "backends:",
    "  lab:",
    "    members: app",
    "    port: 8081",
    "    check: {type: http, path: /lab/ping, expect: {status: 200-204}}",
    "routes:",
    "  /intern: {access: {from: [campus, vpn]}}",
    "  /lab: {backend: lab}",
    "  /lab/admin: {backend: lab, access: {from: [management]}}",
  ];
}

function redirect(draft: Draft): string[] {
  return [
    "extends: std/redirect",
    `description: Old names of ${draft.name}`,
    "owner: web",
    sharedVip(draft, "web"),
    "access: {from: [world]}",
    `hostnames: [${draft.name}.uni.example, ${draft.name}-old.uni.example]`,
    "frontends:",
    "  https: {tls: {certificate: wildcard}}",
    "redirects:",
    '  /: {to: "https://archive.example/", status: 301, keep_path: true}',
  ];
}

function application(draft: Draft): string[] {
  const { name, random } = draft;
  // All limits together must fit one HAProxy.
  const connections = random.percent(40) ? `connections: ${250 * (1 + random.below(4))}, ` : "";
  return [
    "extends: application",
    `description: Application ${name}`,
    ownVip(draft),
    `hostnames: [${name}.uni.example]`,
    "frontends:",
    `  https: {limits: {${connections}requests_per_source: 200/10s, except: [campus]}}`,
    "backends:",
    `  web: {port: ${9000 + random.below(500)}, check: {path: /login}}`,
    "monitoring:",
    "  checks:",
    '    login: {type: http, path: /login, expect: {body: "Log in"}, warn: 2s, critical: 5s}',
  ];
}

function passedOn(draft: Draft): string[] {
  return [
    "extends: passed-on",
    `description: ${draft.name} ends TLS itself`,
    sharedVip(draft, "pass"),
    `hostnames: [${draft.name}.uni.example]`,
  ];
}

function onOwnVip(draft: Draft, profile: string): string[] {
  const lines = [`extends: ${profile}`, `description: Service ${draft.name}`, ownVip(draft)];
  if (draft.random.percent(30)) lines.push("monitoring: {page: false}");
  return lines;
}

/** A map amends the profile's members. */
function amendedMembers(profile: string, random: Random): string[] {
  const group = { "php-website": "web-a", "static-website": "web-b" }[profile] ?? "web-c";
  // With persistence, clients would stay with a backup too.
  const spare = profile === "static-website" ? "backup: true" : "state: draining";
  return [
    "members:",
    `  ${serverName(group, 1 + random.below(3))}: {weight: ${10 + random.below(90)}}`,
    `  ${serverName(group, 4 + random.below(3))}: {${spare}}`,
  ];
}

function sharedVip({ number, services }: Draft, kind: SharedKind): string {
  return `vip: ${kind}-${number % countShared(kind, services)}`;
}

function ownVip({ number, services }: Draft): string {
  return `vip: {${ownAddresses(number, services)}}`;
}
