import { GROUPS } from "./nodes.ts";

/** What all services and nodes share. */
export function fleetYaml(): string {
  const groups = GROUPS.map(({ name, count }) => `  ${name}: {description: ${count} servers at two sites}`);
  return `${FLEET}
groups:
  lb-main: {description: Load balancers of both sites}
${groups.join("\n")}
`;
}

const FLEET = `# A made-up fleet to measure with.
fleet:
  name: synthetic
  description: Two sites, ten load balancers, forty servers
  asn: 64512
  sites: [north, south]
  targets: {haproxy: "2.6", bird: "2.0", apache: "2.4", icinga2: "2.13", nftables: "1.0"}
  announce: [198.18.0.0/15, "2001:db8:53::/48"]
  management: [management]
  blocked: [abusers]
  command_directories: [/usr/local/lib/checks]

networks:
  campus:     [10.0.0.0/8, "2001:db8::/32"]
  vpn:        [198.51.100.0/24, "2001:db8:ff::/48"]
  servers:    [10.1.8.0/21, 10.2.8.0/21, "2001:db8:1:8::/61", "2001:db8:2:8::/61"]
  management: [10.1.99.0/24, "2001:db8:1:99::/64"]
  abusers:    [203.0.113.66/32, "2001:db8:bad::/48"]

teams:
  network: {email: network@uni.example, pager: network-oncall}
  idm:     {email: idm@uni.example, pager: idm-oncall}
  web:     {email: web@uni.example, pager: web-oncall}
  mail:    {email: mail@uni.example, pager: mail-oncall}

# Private keys never enter a catalog: a certificate names a file that the nodes hold.
certificates:
  wildcard: {file: /etc/haproxy/certs/wildcard.pem, names: [uni.example, "*.uni.example"]}

defaults:
  service:
    state: production
    balance: {by: haproxy, nodes: lb-main}
    timeouts: {connect: 5s, client: 50s, server: 50s}
  node:
    interface: eth0
    state: active
    ports:
      node-exporter: {port: 9100, transport: tcp, from: [management]}
`;

/** House style in two layers over the built-in profiles. */
export const PROFILES = `profiles:
  house-website:
    extends: std/https-website
    owner: web
    access: {from: [world]}
    frontends:
      https:
        tls: {certificate: wildcard, min_version: "1.2", hsts: {max_age: 180d}}
        response_headers: {X-Content-Type-Options: nosniff}
    backends:
      web: {port: 8080, check: {type: http, path: /healthz, expect: {status: 200}}}

  php-website:
    extends: house-website
    members: web-a
    backends:
      web: {persistence: {by: cookie, name: SRV}}
    apache: {log_format: combined, error_pages: /srv/www/errors}

  static-website:
    extends: house-website
    members: web-b
    backends:
      web: {algorithm: least-connections}
    apache: {log_format: combined}

  intranet-website:
    extends: php-website
    access: {from: [campus, vpn]}
    members: web-c
    monitoring: {page: false}

  application:
    extends: house-website
    members: app
    timeouts: {client: 5m, server: 10m, queue: 30s}
    backends:
      web:
        algorithm: least-connections
        member_connections: 400
        persistence: {by: application-cookie, name: SESSION, timeout: 3h}

  passed-on:
    extends: std/tls-passthrough
    owner: web
    access: {from: [campus]}
    members: app
    backends:
      tls: {port: 8443, client_address: proxy-v2}

  house-directory:
    extends: std/ldap
    owner: idm
    access: {from: [campus, vpn]}
    members: directory

  house-database:
    extends: std/postgresql
    owner: idm
    access: {from: [servers]}
    members: database

  house-mailboxes:
    extends: std/imap
    owner: mail
    access: {from: [world], except: [abusers]}
    members: mail

  house-resolver:
    extends: std/dns-resolver
    owner: network
    access: {from: [campus]}
    balance: {nodes: resolver}
    health:
      check: {query: uni.example, record: SOA}
`;
