import { quote } from "../quote.ts";

/**
 * Between two words of a header's name. CGI, WSGI and Rack treat `_` as `-`, and some programs anything that is not a
 * letter or digit, so any of these counts as well.
 */
const SEP = "[\\W_]";

/**
 * Headers that a member might trust as the load balancer's, in groups, as alternatives of a regular expression on names
 * in lower case, `-` for `SEP`. Proxies, CDNs and frameworks introduced them over the years; clients should send none of
 * them. What clients do send stays: `X-HTTP-Method-Override`, `X-Client-Version`, `X-Auth-User` of Swift, `X-User-Id` and
 * the like.
 */
const GROUPS: readonly { readonly about: string; readonly names: readonly string[] }[] = [
  {
    about: "forwarding, except for two headers that are removed later",
    names: ["x-forward(ed)?(-.+)?", "forwarded(-.+)?"],
  },
  {
    about: "address of the client",
    names: [
      "(.+-)?(client|real|connecting|connection|remote|source|src|peer|true|originating|user|socket)-?ip(-?(v?[46]|addr|address))?",
      "(x-)?(client|real|remote|peer|source)-(addr|address|host|port)",
      "cf-(connecting-.+|pseudo-ipv4|ipcountry|visitor|access-.+)",
      "fastly-(client.*|ssl)",
      "x-(real|cluster|azure|envoy|arr|appengine|vercel|proxy)-.+",
      "x-(nginx-proxy|proxyuser-ip|custom-ip-authorization)",
      "(wl-)?proxy(-(client|user|remote|ssl).*)?",
    ],
  },
  {
    about: "scheme, host and port",
    names: [
      "(x-)?(url-)?scheme",
      "x-proto(col)?",
      "(x-)?https",
      "(x-)?front-end-https",
      "x-(http-)?host(-override)?",
      "x-port",
    ],
  },
  {
    about: "original URL",
    names: [
      "x-(original|rewrite)(-.+)?",
      "x-(waws-)?unencoded-url",
      "x-iisnode-.+",
      "(x-)?(script|context|mount|base|ingress)-(name|path|url|prefix)",
      "x-request-(uri|url|path)",
    ],
  },
  {
    about: "authenticated user",
    names: [
      "(x-)?(remote|authenticated)-.+",
      "(x-)?auth-(request(-.+)?|type)",
      "x-(webauth|authentik|credential|consumer|pomerium|saml)-.+",
      "(x-)?(shib|oidc|tailscale)-.+",
      "x-(ms-client-principal|goog-authenticated-user|goog-iap|amzn-(mtls|oidc))(-.+)?",
    ],
  },
  {
    about: "client certificate",
    names: [
      "(x-)?m?(ssl|tls)(-.+)?",
      "(x-)?(client|peer|user)-?(cert(ificate)?s?|ssl|m?tls|verif[a-z]*|identity|subject|issuer|serial|fingerprint|thumbprint|san|[si]?-?dn|cn)(-.+)?",
      "(x-)?(cert(ificate)?-.+|(subject|issuer)-[dc]n)",
      "x-haproxy-.+",
    ],
  },
];

/** Removed only after raw lines, which may trust the header of an upstream proxy (`set-src`). */
const LATER = ["X-Forwarded-For", "Forwarded"];

/**
 * Removes them all, from every client, before any rule may set one. Inside HAProxy, names are in lower case, however
 * they were sent; `HTTP_` before a name is how some programs look for it.
 */
export function forgedHeaderRules(): string[] {
  return GROUPS.flatMap(({ about, names }, index) => [
    `# ${about}`,
    `http-request del-header ${quote(`^${index === 0 ? "(?!(x-forwarded-for|forwarded)$)" : ""}${expand(`(http-)?(${names.join("|")})`)}$`)} -m reg`,
  ]);
}

/**
 * Removes the remaining headers.
 * @param isReplaced whether all backends send an X-Forwarded-For of their own in its place
 */
export function laterHeaderRules(isReplaced: boolean): string[] {
  const left = LATER.filter((name) => !(isReplaced && name === "X-Forwarded-For"));
  return left.map((name) => `http-request del-header ${name}`);
}

/** Removes a header in every spelling, so members only get the one that the catalog sets. */
export function removeSpellings(name: string): string {
  // A one-word name has only one spelling.
  if (/^[A-Za-z0-9]+$/.test(name)) return `http-request del-header ${name}`;
  const words = name.toLowerCase().split("-");
  return `http-request del-header ${quote(`^${words.join(SEP)}$`)} -m reg`;
}

/** Replaces `-` outside of brackets by a pattern for any separator. */
function expand(pattern: string): string {
  return pattern.replaceAll(/\[[^\]]*\]|-/g, (part) => (part === "-" ? SEP : part));
}
