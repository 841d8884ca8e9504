/** A fleet without BGP: one load balancer, two members, and services with their own VIPs, so that mistakes do not interfere. */
export function manyServices(): Record<string, string> {
  const website = (name: string, number: number, more: string) => `
  ${name}:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.${number}, ipv6: "2001:db8:53::${number}"}
    hostnames: [${name}.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1, web2]
    ${more}`;
  const stream = (name: string, number: number, more: string) => `
  ${name}:
    extends: std/tcp
    owner: web
    vip: {ipv4: 192.0.2.${number}, ipv6: "2001:db8:53::${number}"}
    balance: {by: haproxy, nodes: lb1}
    members: [web1]
    frontends: {tcp: {port: 7000}}
    ${more}`;
  return {
    "catalog.yaml": `
fleet:
  name: planted
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
certificates:
  right: {file: /etc/haproxy/certs/right.pem, names: [secure.example]}
  wrong: {file: /etc/haproxy/certs/wrong.pem, names: [other.example]}
nodes:
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  web1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  web2: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
services:
${website("healthy", 10, "")}
${website("open", 11, "routes: {/intern: {access: {from: [office]}}}")}
${website("shut", 12, "")}
${website("lost", 13, "")}
${website("deaf", 14, "")}
${website("stray", 15, "backends: {web: {port: 8015}}")}
${website("trusting", 16, "")}
${website("moved", 17, 'redirects: {/old: {to: "https://new.example/", status: 302}}')}
${website("lame", 18, "backends: {web: {port: 8018}}")}
${stream("wide", 19, "access: {from: [office]}")}
${stream("early", 20, "access: {from: [world]}\n    state: planned")}
${website("absent", 23, "")}
${website("inverted", 24, "")}
${website("sticky", 25, "backends: {web: {persistence: {by: cookie, name: SRV}}}")}
${website("bared", 26, "backends: {web: {port: 8026}}")}
${website("kept", 27, 'redirects: {/old: {to: "https://new.example/", keep_path: true}, /gone: {to: /here, status: 308}}')}
${website("dropped", 28, 'redirects: {/old: {to: "https://here.example/"}}')}
  upgraded:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.29, ipv6: "2001:db8:53::29"}
    hostnames: [upgraded.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1, web2]
    frontends: {https: {tls: {certificate: wrong}}}
    accept: [{rule: tls/name-not-covered, reason: a test, until: 2099-12-31}]
  secure:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.21, ipv6: "2001:db8:53::21"}
    hostnames: [secure.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1, web2]
    frontends: {https: {tls: {certificate: right}}}
  aliased:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.22, ipv6: "2001:db8:53::22"}
    hostnames: [aliased.example, alias.example]
    canonical_redirect: true
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1, web2]
    frontends: {https: {tls: {certificate: wrong}}}
    accept: [{rule: tls/name-not-covered, reason: a test, until: 2099-12-31}]
`,
  };
}
