import { SCHEMA_FILE } from "./starter-settings.ts";

/** Editors with the YAML language server take the schema from here. */
const SCHEMA_LINE = `# yaml-language-server: $schema=${SCHEMA_FILE}\n`;

/** Files of the catalog that `intentlb init` starts: path → text. Addresses are from documentation ranges. */
export const STARTER_CATALOG: Readonly<Record<string, string>> = {
  "fleet.yaml": `${SCHEMA_LINE}# What all services and nodes share. Any file in this folder may contain any section, so split and rename as you like.
fleet:
  name: example
  asn: 64512                                        # of the iBGP between load balancers and route reflectors
  sites: [main]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]      # the only prefixes that are ever announced; VIPs lie inside them
  management: [office]                              # may reach SSH, statistics and metrics of every node
  raw_lines: fleet                                  # services may not pass raw lines to daemons

# Names for prefixes. \`world\` is built in.
networks:
  office: [198.51.100.0/24, "2001:db8:ff::/48"]

teams:
  web:
    email: web@shop.example

# Groups are declared here; nodes join them.
groups:
  balancers:
    description: Load balancers
  web:
    description: Web servers

vips:
  web:
    ipv4: 192.0.2.10
    ipv6: "2001:db8:53::10"

# Defaults of every service and node.
defaults:
  service:
    balance:
      by: haproxy
      nodes: balancers
`,
  "nodes.yaml": `${SCHEMA_LINE}# The machines. \`roles\` decide which daemons are generated for them.
nodes:
  lb1:
    site: main
    roles: [load-balancer]
    groups: [balancers]
    addresses:
      ipv4: 10.0.0.11/24
      ipv6: "2001:db8::11/64"
  lb2:
    site: main
    roles: [load-balancer]
    groups: [balancers]
    addresses:
      ipv4: 10.0.0.12/24
      ipv6: "2001:db8::12/64"
  rr1:
    site: main
    roles: [route-reflector]
    addresses:
      ipv4: 10.0.0.1/24
      ipv6: "2001:db8::1/64"
  rr2:
    site: main
    roles: [route-reflector]
    addresses:
      ipv4: 10.0.0.2/24
      ipv6: "2001:db8::2/64"
  web1:
    site: main
    roles: [server]
    groups: [web]
    addresses:
      ipv4: 10.0.0.21/24
      ipv6: "2001:db8::21/64"
  web2:
    site: main
    roles: [server]
    groups: [web]
    addresses:
      ipv4: 10.0.0.22/24
      ipv6: "2001:db8::22/64"
`,
  "services.yaml": `${SCHEMA_LINE}# What is balanced. \`intentlb show profile std/http-website\` shows what a profile contains,
# \`intentlb explain shop\` shows where each value of a service was set.
services:
  shop:
    extends: std/http-website
    description: The shop
    owner: web
    vip: web
    hostnames: [www.shop.example, shop.example]
    access:
      from: [world]
    members: web                  # every node of the group
    backends:
      web:
        port: 8080                # where the members listen
        check:
          path: /healthz          # what the health check requests
    monitoring:
      page: false                 # true: alert the team at night
`,
};
