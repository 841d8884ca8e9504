import { block } from "../../../src/contract/block.ts";
import { leastTls, MODERN_TLS } from "../../../src/fleet/least-tls.ts";
import { type ConfigText, config, listName } from "../config-text.ts";
import { crtListPath } from "../names.ts";
import { endpoint, field, quote } from "../quote.ts";
import type { FrontendSection, ServiceFrontend } from "./frontend-sections.ts";

/** `bind` lines of a frontend section, both families (Configuration Manual 2.6, 5.1 "Bind options"). */
export function bindLines(section: FrontendSection): ConfigText[] {
  const tls = section.tls ? tlsWords(section) : "";
  return section.addresses.map(({ address }) => config`bind ${endpoint(address, section.port)}${tls}`);
}

function tlsWords(section: FrontendSection): ConfigText {
  const alpn = new Set(section.entries.map(alpnOf));
  const shared = alpn.size === 1 ? [...alpn].join("") : "";
  // A client whose server name is unknown gets no certificate, unless a fallback answers for unknown hosts.
  const strict = section.protocol === "http" && section.fallback === undefined;
  const { tls } = section.entries[0].frontend.spec;
  const version = leastTls(section.entries.map(({ frontend }) => frontend));
  const clients = tls?.client_certificates;
  const words = [
    ...(strict ? ["strict-sni"] : []),
    ...(shared === "" ? [] : [`alpn ${shared}`]),
    `ssl-min-ver TLSv${version}`,
    ...(version < MODERN_TLS ? ["ciphers DEFAULT@SECLEVEL=0"] : []),
    ...(clients === undefined
      ? []
      : [`ca-file ${quote(clients.ca)}`, `verify ${clients.required === false ? "optional" : "required"}`]),
  ];
  return config` ssl ${certificateWords(section, strict, shared !== "")} ${words.join(" ")}`;
}

/** The certificate, if clients get the same one for every name; else those of all services, each with its names. */
function certificateWords(section: FrontendSection, strict: boolean, sharesAlpn: boolean): ConfigText {
  const [first, ...others] = section.entries;
  if (!strict && others.length === 0) return `crt ${quote(certificateOf(first))}`;
  const lines = defaultFirst(section).map((entry) =>
    block(entry.service.name, [crtLine(entry, sharesAlpn ? "" : alpnOf(entry))], [entry.service.tree]),
  );
  return config`crt-list ${listName(crtListPath(section.name), lines)}`;
}

function alpnOf({ frontend }: ServiceFrontend): string {
  return frontend.protocol === "http" ? (frontend.spec.tls?.alpn ?? ["h2", "http/1.1"]).join(",") : "";
}

/** The first certificate is used if no name matches. */
function defaultFirst({ entries, fallback }: FrontendSection): ServiceFrontend[] {
  return [
    ...entries.filter(({ service }) => service === fallback),
    ...entries.filter(({ service }) => service !== fallback),
  ];
}

function crtLine(entry: ServiceFrontend, alpn: string): string {
  const words = [field(certificateOf(entry)), ...(alpn === "" ? [] : [`[alpn ${alpn}]`])];
  return [...words, ...entry.service.hostnames.map(field)].join(" ");
}

function certificateOf({ service, frontend }: ServiceFrontend): string {
  const { certificate } = frontend;
  if (certificate === undefined) throw new Error(`frontend ${frontend.name} of ${service.name} has no certificate`);
  return certificate.file;
}
