/** Two sites with a load balancer, a member and a name server each. Checks are frequent, so failover is fast. */
export function failoverFleet(): Record<string, string> {
  const node = (name: string, site: number, number: number, more: string) =>
    `  ${name}: {site: ${site === 1 ? "north" : "south"}, addresses: {ipv4: 10.${site}.0.${number}/24, ipv6: "2001:db8:${site}::${number}/64"}, ${more}}\n`;
  const site = (number: number) =>
    [
      node(`core${number}`, number, 254, "roles: [router], managed: false"),
      node(`rr${number}`, number, 1, "roles: [route-reflector]"),
      node(`lb${number}`, number, 11, "roles: [load-balancer], groups: [lb]"),
      node(`web${number}`, number, 21, "roles: [server], groups: [web]"),
      node(`dns${number}`, number, 53, "roles: [anycast-server], groups: [dns]"),
    ].join("");
  return {
    "catalog.yaml": `
fleet:
  name: failover
  asn: 64512
  sites: [north, south]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
groups: {lb: {}, web: {}, dns: {}}
nodes:
${site(1)}${site(2)}
services:
  shop:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}
    hostnames: [shop.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb}
    members: web
    backends: {web: {check: {type: http, path: /, interval: 2s, timeout: 1s, rise: 2, fall: 2}}}
  names:
    extends: std/dns-resolver
    owner: web
    vip: {ipv4: 192.0.2.53, ipv6: "2001:db8:53::53"}
    access: {from: [world]}
    balance: {by: anycast, nodes: dns}
    health: {check: {type: dns, query: shop.example, interval: 2s, timeout: 1s, rise: 2, fall: 2}}
`,
  };
}
