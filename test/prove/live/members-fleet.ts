/** A fleet whose members are stubs, and one Apache. Each service has its own port at the members, so that mistakes do not interfere. */
export function membersFleet(): Record<string, string> {
  let port = 8000;
  const site = (name: string, backend: string, more = "members: [app1, app2]") => `
  ${name}:
    extends: site
    hostnames: [${name}.example]
    ${more}
    backends: {web: {port: ${++port}, ${backend}}}`;
  const check = (more: string) =>
    `check: {type: http, path: /health, expect: {status: 200}, interval: 2s, timeout: 1s, rise: 1, fall: 3, ${more}}`;
  const secure = (tls: string) => `tls: {${tls}}, ${check("type: https")}`.replace("type: http, ", "");
  const verified = secure("verify: true, ca: /etc/ssl/certs/house-ca.pem");
  const stream = (name: string, type: string) => `
  ${name}:
    extends: stream
    members: [app1]
    frontends: {stream: {port: ${++port}, protocol: tcp, backend: stream}}
    backends: {stream: {protocol: tcp, port: ${port}, check: {type: ${type}, interval: 2s, timeout: 1s, rise: 1, fall: 3}}}`;
  return {
    "catalog.yaml": `
fleet:
  name: members
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
vips: {web: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}}
nodes:
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  lb2: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.12/24, ipv6: "2001:db8::12/64"}}
  app1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  app2: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
  web1: {site: home, roles: [web-server], addresses: {ipv4: 10.0.0.31/24, ipv6: "2001:db8::31/64"}}
profiles:
  common: {owner: web, vip: web, access: {from: [world]}, balance: {by: haproxy, nodes: [lb1, lb2]}}
  site: {extends: [std/http-website, common]}
  stream: {extends: common}
services:
${site("healthy", check(""))}
${site("unverified", verified)}
${site("unnamed", verified)}
${site("misled", verified)}
${site("swapped", verified)}
${site("lenient", secure("verify: false"))}
${site("strayed", check(""))}
${site("hosted", check(""))}
${site("headed", check(""))}
${site("wide", check(""))}
${site("textless", check("expect: {status: 200, body: ready}").replace("expect: {status: 200}, ", ""))}
${site("served", check(""), "members: [web1]\n    apache: {document_root: /srv/www}")}
${site("untold", check(""), "members: [app1]\n    frontends: {http: {port: 8080, request_headers: {X-Tenant: untold, X-Old: null}}}")}
${site("balanced", `${check("")}, member_connections: 400, persistence: {by: cookie, name: SRV}`)}
${site("remembered", `${check("")}, persistence: {by: application-cookie, name: SESSION}`)}
${stream("greeted", "smtp")}
${stream("mailbox", "imap")}
${site("patient", `${check("")}, member_connections: 7`)}
${site("rare", `${check("")}, member_connections: 8`)}
${site("waiting", check("")).replace("    hostnames", "    timeouts: {server: 70s}\n    hostnames")}
${stream("idle", "redis").replace("    members", "    timeouts: {client: 80s}\n    members").replace("backend: stream}", "backend: stream, limits: {connections: 500}}")}
`,
  };
}
