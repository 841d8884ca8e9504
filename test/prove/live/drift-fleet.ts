/** A fleet with every daemon. Each service has its own VIP, so that mistakes do not interfere. */
export function driftFleet(): Record<string, string> {
  const website = (name: string, number: number) => `
  ${name}:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.${number}, ipv6: "2001:db8:53::${number}"}
    hostnames: [${name}.example]
    access: {from: [${name === "wide" ? "office" : "world"}]}
    balance: {by: haproxy, nodes: [lb1, lb2]}
    members: [web1, web2]
    backends: {web: {port: ${8000 + number}}}
    apache: {document_root: /srv/www/${name}}`;
  const names = [
    ...["healthy", "shut", "wide", "bared", "opened", "ported", "deaf", "mute"],
    ...["strayed", "weighty", "unknown", "hostless", "unasked", "unchecked", "absent"],
    ...["neighbourly", "outgoing", "crowded"],
  ];
  return {
    "catalog.yaml": `
fleet:
  name: in-step
  asn: 64512
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
  blocked: [abusers]
networks:
  office: [198.51.100.0/24, "2001:db8:ff::/48"]
  abusers: [203.0.113.66]
teams: {web: {email: web@shop.example}}
nodes:
  core1: {site: home, roles: [router], managed: false, addresses: {ipv4: 10.0.0.254/24, ipv6: "2001:db8::fe/64"}}
  rr1: {site: home, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24, ipv6: "2001:db8::1/64"}}
  rr2: {site: home, roles: [route-reflector], addresses: {ipv4: 10.0.0.2/24, ipv6: "2001:db8::2/64"}}
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  lb2: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.12/24, ipv6: "2001:db8::12/64"}}
  web1: {site: home, roles: [web-server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  web2: {site: home, roles: [web-server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
  dns1: {site: home, roles: [anycast-server], addresses: {ipv4: 10.0.0.53/24, ipv6: "2001:db8::53/64"}}
  mon1: {site: home, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24, ipv6: "2001:db8::99/64"}}
services:
${names.map((name, index) => website(name, 10 + index)).join("\n")}
  names:
    extends: std/dns-resolver
    owner: web
    vip: {ipv4: 192.0.2.53, ipv6: "2001:db8:53::53"}
    access: {from: [world]}
    balance: {by: anycast, nodes: [dns1]}
    health: {check: {type: dns, query: shop.example, record: A, interval: 1s, rise: 1, fall: 3}}
`,
  };
}
