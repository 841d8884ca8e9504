import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { hostName, prefixWords, quote, quoteHeader, quotePort, regexLiteral } from "../../quote.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const LB = "10.1.1.11";
const WEB = "10.1.8.11";

/** Values of headers that the language accepts; HTTP strips white space at both ends. */
const TAKEN = /^(?!expr=)(?!.*\$\{)[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

const HOSTILE = [
  ...[
    "a b",
    "'",
    '"',
    "\\",
    '\\"',
    '"\\',
    "\\\\",
    "a\\",
    "#",
    "# comment",
    "$HOME",
    "$",
    "{}",
    "$1",
    "%",
    "%{Host}i",
    "%%",
  ],
  ...[
    "\\n",
    "\\t\\r",
    'early" "',
    '" env=x',
    "env=!x",
    "early",
    "a;b",
    "</VirtualHost>",
    "<",
    "expr =x",
    "x expr=",
    "é",
    "\u{1f600}",
  ],
];

describeWith(["apache2", "openssl", "ip", "namespaces"], "values from the catalog in a running Apache", () => {
  let lab: HaproxyLab;
  let web: ApacheLab | undefined;
  const sampled = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), 400);
  const values = [...HOSTILE, ...sampled].filter((text) => TAKEN.test(text) && text.trim() === text);
  const headers = Object.fromEntries(values.map((value, index) => [`X-Value-${index}`, value]));

  beforeAll(async () => {
    lab = openHaproxyLab([LB, WEB], LB);
    const compilation = compileText({ "catalog.yaml": catalog(headers) });
    expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    web = await startApache(lab, compilation, "web1", {
      from: LB,
      members: [WEB],
      pages: { "/srv/www/index.html": "" },
    });
    const ask = () => lab.request({ to: WEB, port: 8080, host: "www.uni.example" });
    await vi.waitUntil(async () => (await ask()).status === 200, PATIENCE);
  });

  afterAll(() => {
    lab.close();
    web?.close();
  });

  test("a header has exactly the value from the catalog, whatever it contains", async () => {
    const { headers: got } = await lab.request({ to: WEB, port: 8080, host: "www.uni.example" });
    expect(values.length).toBeGreaterThan(100);
    for (const [name, value] of Object.entries(headers)) expect(got[name.toLowerCase()], value).toBe(value);
  });

  test("values that Apache would expand or misread are rejected", () => {
    for (const text of ["\u0024{HOME}", "a\u0024{b", "a\nb", "a\rb", "a\0b"])
      expect(() => quote(text)).toThrow("argument");
    expect(() => quoteHeader("expr=%{HTTP_HOST}")).toThrow("expression");
    for (const text of ["*.uni.example", "a?b", "a b", "", 'a"', "a\n"])
      expect(() => hostName(text)).toThrow("host name");
    for (const text of ["/a b", "/a#b", '/"', "/\\", "/{"]) expect(() => regexLiteral(text)).toThrow("URL");
    for (const text of ["10.0.0.0/8 all", "::1/128", "", "10.0.0.0/"]) {
      expect(() => prefixWords("ipv4", text)).toThrow("prefix");
    }
    for (const port of [0, 65_536, 1.5, Number.NaN]) expect(() => quotePort(port)).toThrow("port");
  });

  test("a path matches itself in a regular expression", () => {
    const path = fc.stringMatching(/^\/[A-Za-z0-9._~!$&()*+,=:@%/?-]{0,30}$/);
    fc.assert(fc.property(path, (text) => new RegExp(`^${regexLiteral(text)}$`).test(text)));
    const others = fc.tuple(path, path).filter(([one, other]) => one !== other);
    fc.assert(fc.property(others, ([one, other]) => !new RegExp(`^${regexLiteral(one)}$`).test(other)));
  });
});

function catalog(headers: Readonly<Record<string, string>>): string {
  return `
fleet:
  name: values
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]
teams: {web: {email: web@uni.example}}
nodes:
  lb1: {site: north, roles: [load-balancer], addresses: {ipv4: ${LB}/24}}
  web1: {site: north, roles: [web-server], addresses: {ipv4: ${WEB}/24}}
services:
  www:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.10}
    hostnames: [www.uni.example]
    access: {from: [world]}
    balance: {nodes: lb1}
    members: [web1]
    backends: {web: {port: 8080}}
    apache: {document_root: /srv/www, headers: ${JSON.stringify(headers)}}
`;
}
