/** A fleet that is monitored in every way: at VIPs and members, through agents, by programs of the catalog. */
export function monitoringFleet(): Record<string, string> {
  return {
    "catalog.yaml": `
fleet:
  name: monitored
  asn: 64512
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
  command_directories: [/usr/local/lib/shop]
  icinga2: {operators: web}
networks: {office: [198.51.100.0/24]}
teams: {web: {email: web@shop.example, pager: web-oncall}, mail: {email: mail@shop.example}}
certificates: {shop: {file: /etc/ssl/private/shop.pem, names: [www.shop.example]}}
nodes:
  core1: {site: home, roles: [router], managed: false, addresses: {ipv4: 10.0.0.254/24, ipv6: "2001:db8::fe/64"}}
  rr1: {site: home, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24, ipv6: "2001:db8::1/64"}}
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  lb2: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.12/24, ipv6: "2001:db8::12/64"}}
  web1: {site: home, roles: [web-server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  app1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
  mail1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.25/24, ipv6: "2001:db8::25/64"}}
  dns1: {site: home, roles: [anycast-server], addresses: {ipv4: 10.0.0.53/24, ipv6: "2001:db8::53/64"}}
  gone1: {site: home, roles: [server], state: offline, addresses: {ipv4: 10.0.0.77/24, ipv6: "2001:db8::77/64"}}
  mon1: {site: home, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24, ipv6: "2001:db8::99/64"}}
services:
  www:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}
    hostnames: [www.shop.example]
    frontends: {https: {tls: {certificate: shop}}}
    access: {from: [world]}
    balance: {by: haproxy, nodes: [lb1, lb2]}
    members: [web1]
    backends: {web: {port: 8010}}
    apache: {document_root: /srv/www/shop}
    monitoring: {checks: {order: {type: command, command: [/usr/local/lib/shop/check_order, --price, "5$", --item, "a b"]}}}
  closed:
    extends: std/http-website
    owner: web
    state: maintenance
    vip: {ipv4: 192.0.2.11, ipv6: "2001:db8:53::11"}
    hostnames: [closed.shop.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: [lb1, lb2]}
    members: [app1]
    backends: {web: {port: 8011}}
  intern:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.12, ipv6: "2001:db8:53::12"}
    hostnames: [intern.shop.example]
    access: {from: [office]}
    balance: {by: haproxy, nodes: [lb1, lb2]}
    members: [app1, gone1]
    backends: {web: {port: 8012}}
  mail:
    extends: std/smtp-submission
    owner: mail
    vip: {ipv4: 192.0.2.25, ipv6: "2001:db8:53::25"}
    access: {from: [world]}
    balance: {by: haproxy, nodes: [lb1, lb2]}
    members: [mail1]
    monitoring: {page: false}
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
