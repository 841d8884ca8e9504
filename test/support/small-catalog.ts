/** A fleet for services: two load balancers, three web servers, its own profile. */
export const SMALL_FLEET = `
fleet:
  name: small
  asn: 64512
  sites: [north, south]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [offices]
networks:
  offices: [10.0.0.0/16, "2001:db8:1::/48"]
  v4only: [10.9.0.0/16]
teams:
  web: {email: web@uni.example, pager: web-oncall}
groups:
  lb: {}
  web: {}
vips:
  web: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}
certificates:
  wildcard: {file: /etc/haproxy/certs/wildcard.pem, names: [uni.example, "*.uni.example"]}
nodes:
  lb1: {site: north, roles: [load-balancer], groups: [lb], addresses: {ipv4: 10.1.1.11/24, ipv6: "2001:db8:2:1::11/64"}}
  lb2: {site: south, roles: [load-balancer], groups: [lb], addresses: {ipv4: 10.2.1.11/24, ipv6: "2001:db8:2:2::11/64"}}
  web1: {site: north, roles: [web-server], groups: [web], addresses: {ipv4: 10.1.8.11/24, ipv6: "2001:db8:2:3::11/64"}}
  web2: {site: north, roles: [web-server], groups: [web], addresses: {ipv4: 10.1.8.12/24, ipv6: "2001:db8:2:3::12/64"}}
  web3: {site: south, roles: [web-server], groups: [web], addresses: {ipv4: 10.2.8.13/24, ipv6: "2001:db8:2:4::13/64"}}
defaults:
  service: {balance: {by: haproxy, nodes: lb}}
`;

/** A complete website as a profile; tests override its keys. */
export const SITE_PROFILE = `
profiles:
  site:
    extends: std/https-website
    owner: web
    vip: web
    access: {from: [offices]}
    members: web
    hostnames: [www.uni.example]
    frontends: {https: {tls: {certificate: wildcard}}}
    monitoring: {page: true}
`;

/** The small fleet with a service `www` that extends `site`, with these lines. */
export function smallCatalog(body: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const indented = body.replace(/^/gm, "    ");
  return {
    "fleet.yaml": SMALL_FLEET,
    "site.yaml": SITE_PROFILE,
    "www.yaml": `services:\n  www:\n    extends: site\n${indented}\n`,
    ...more,
  };
}
