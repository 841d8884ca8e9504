/**
 * Two sites with uneven machines: services prefer one site, a load balancer has no IPv6, and a draining node has a VIP of
 * its own.
 */
export function unevenFleet(): Record<string, string> {
  return {
    "catalog.yaml": `
fleet:
  name: uneven
  asn: 64512
  sites: [north, south]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
groups: {lb: {}, dns: {}}
nodes:
  core1: {site: north, roles: [router], managed: false, addresses: {ipv4: 10.1.0.254/24, ipv6: "2001:db8:1::fe/64"}}
  core2: {site: south, roles: [router], managed: false, addresses: {ipv4: 10.2.0.254/24, ipv6: "2001:db8:2::fe/64"}}
  rr1: {site: north, roles: [route-reflector], addresses: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::1/64"}}
  rr2: {site: south, roles: [route-reflector], addresses: {ipv4: 10.2.0.2/24, ipv6: "2001:db8:2::2/64"}}
  lb1: {site: north, roles: [load-balancer], groups: [lb], addresses: {ipv4: 10.1.0.11/24, ipv6: "2001:db8:1::11/64"}}
  lb2: {site: south, roles: [load-balancer], groups: [lb], addresses: {ipv4: 10.2.0.12/24}}
  dns1: {site: north, roles: [anycast-server], groups: [dns], addresses: {ipv4: 10.1.0.53/24, ipv6: "2001:db8:1::53/64"}}
  dns2: {site: south, roles: [anycast-server], groups: [dns], addresses: {ipv4: 10.2.0.53/24, ipv6: "2001:db8:2::53/64"}}
  web1: {site: north, roles: [server], addresses: {ipv4: 10.1.0.21/24, ipv6: "2001:db8:1::21/64"}}
defaults: {service: {owner: web}}
services:
  shop:
    extends: std/http-website
    vip: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}
    hostnames: [shop.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb}
    members: [web1]
  left:
    extends: std/http-website
    state: draining
    vip: {ipv4: 192.0.2.11, ipv6: "2001:db8:53::11"}
    hostnames: [left.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb}
    members: [web1]
  leaning:
    extends: std/http-website
    vip: {ipv4: 192.0.2.12, ipv6: "2001:db8:53::12"}
    hostnames: [leaning.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb, prefer: [south]}
    members: [web1]
    backends: {web: {client_address: hidden}}
  names:
    extends: std/dns-resolver
    vip: {ipv4: 192.0.2.53, ipv6: "2001:db8:53::53"}
    access: {from: [world]}
    balance: {by: anycast, nodes: dns, prefer: [north]}
    health: {check: {type: dns, query: shop.example, interval: 1s, rise: 1, fall: 3}}
  emptied:
    extends: std/dns-resolver
    state: draining
    vip: {ipv4: 192.0.2.54, ipv6: "2001:db8:53::54"}
    access: {from: [world]}
    balance: {by: anycast, nodes: dns}
    health: {check: {type: dns, query: shop.example, interval: 1s, rise: 1, fall: 3}}
`,
  };
}
