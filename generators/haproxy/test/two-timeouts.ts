/** A catalog in which two services of a port have client timeouts of their own, for a version of HAProxy. */
export function twoTimeouts(haproxy: string): Record<string, string> {
  return {
    "catalog.yaml": `fleet:
  name: timeouts
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]
  targets: {haproxy: "${haproxy}"}
teams: {web: {email: web@example.org}}
vips: {shared: {ipv4: 192.0.2.1}}
nodes:
  lb1: {site: north, roles: [load-balancer], addresses: {ipv4: 10.1.1.11/24}}
  web1: {site: north, roles: [server], addresses: {ipv4: 10.1.8.11/24}}
defaults:
  service: {vip: shared, balance: {by: haproxy, nodes: lb1}, owner: web, monitoring: {page: false}}
profiles:
  site: {extends: std/http-website, members: [web1], backends: {web: {port: 8080}}}
services:
  quick: {extends: site, access: {from: [world]}, hostnames: [quick.example.org], timeouts: {client: 1s}}
  patient: {extends: site, access: {from: [world]}, hostnames: [patient.example.org], timeouts: {client: 1m}}
`,
  };
}
