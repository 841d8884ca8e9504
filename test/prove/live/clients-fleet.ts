/** A fleet without BGP: one load balancer, two members, and services of which clients ask something special. */
export function clientsFleet(): Record<string, string> {
  let number = 10;
  const website = (name: string, tls: string, more = "", frontend = "") => {
    number++;
    return `
  ${name}:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.${number}, ipv6: "2001:db8:53::${number}"}
    hostnames: [${name}.shop.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1, web2]
    frontends: {http: null, https: {tls: {certificate: shop${tls}}${frontend}}}
    ${more}`;
  };
  const passed = (name: string, from: string) => `
  ${name}:
    extends: std/tls-passthrough
    owner: web
    vip: shared
    hostnames: [${name}.shop.example]
    access: {from: [${from}]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1]`;
  const clients = (name: string, required = true, headers = false) =>
    `, client_certificates: {ca: /etc/ssl/certs/${name}-ca.pem, required: ${required}, headers: ${headers}}`;
  return {
    "catalog.yaml": `
fleet:
  name: clients
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
vips: {shared: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}}
certificates: {shop: {file: /etc/haproxy/certs/shop.pem, names: ["*.shop.example"]}}
nodes:
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  web1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  web2: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
services:
${website("healthy", `, min_version: "1.3", hsts: {max_age: 1d, include_subdomains: true, preload: true}${clients("healthy", false)}`)}
${website("old", "")}
${website("lowered", ', min_version: "1.3"')}
${website("raised", "")}
${website("optional", clients("optional"))}
${website("unasked", clients("unasked"))}
${website("swapped", clients("swapped"))}
${website("trusting", clients("trusting", false))}
${website("forgetful", ", hsts: {max_age: 180d}")}
${website("strict", "")}
${website("framed", "", "", ", response_headers: {X-Frame-Options: DENY, X-Powered-By: null}")}
${website("sticky", "", "backends: {web: {persistence: {by: cookie, name: SRV, same_site: lax}}}")}
${website("guarded", "", "routes: {/intern: {access: {from: [office]}}}")}
${website("boundless", "", "", ", limits: {requests_per_source: 20/10s, except: [office]}")}
${website("generous", "", "", ", limits: {requests_per_source: 20/10s, except: [office]}")}
${website("stingy", "", "", ", limits: {requests_per_source: 20/10s, except: [office]}")}
${website("hasty", "", "", ", limits: {requests_per_source: 20/10s}")}
${website("unfair", "", "", ", limits: {requests_per_source: 20/10s, except: [office]}")}
${website("crowded", "", "", ", limits: {connections_per_source: 10, except: [office]}")}
${website("bounded", "", "", ", limits: {requests_per_source: 30/10s, connections_per_source: 5, except: [office]}")}
${website("mute", "")}
${website("posing", clients("posing", false, true))}
${website("leaky", "", "", ", request_headers: {X-Region-Code: null, X-Region: north}")}
${website("weak", "")}
${website("ticketed", "")}
${website("spelled", "", 'redirects: {/alt: {to: "https://elsewhere.shop.example/"}}')}
${website("narrow", "", "", ", limits: {requests_per_source: 8/10s}")}
${passed("open", "world")}
${passed("shut", "office")}
`,
  };
}
