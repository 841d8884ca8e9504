import { failoverFleet } from "./failover-fleet.ts";

/**
 * The same with networks that are blocked, and with a service for some clients only that has a VIP of its own and a generated
 * web server: its firewall, HAProxy and Apache each refuse all others.
 */
export function layersFleet(): Record<string, string> {
  const { "catalog.yaml": catalog = "" } = failoverFleet();
  return {
    "catalog.yaml": catalog
      .replace("  management: [office]\n", "  management: [office]\n  blocked: [abusers]\n")
      .replace(
        "networks: {",
        'networks: {abusers: [203.0.113.66/32], staff: [10.1.0.0/16, "2001:db8:1::/48"], campus: [10.0.0.0/8, "2001:db8:1::/48", "2001:db8:2::/48"], ',
      )
      .replace(
        "services:\n",
        `  web3: {site: south, addresses: {ipv4: 10.2.0.23/24, ipv6: "2001:db8:2::23/64"}, roles: [web-server]}
services:
  desk:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.20, ipv6: "2001:db8:53::20"}
    hostnames: [desk.shop.example]
    access: {from: [campus]}
    balance: {by: haproxy, nodes: lb}
    members: [web3]
    apache: {document_root: /srv/www, error_pages: /srv/errors}
    backends: {web: {port: 8080}}
    routes: {/private: {access: {from: [staff]}}}
`,
      ),
  };
}
