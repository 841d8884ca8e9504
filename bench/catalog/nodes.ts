/** Groups of the forty servers: how many servers each has, and their purpose. */
export const GROUPS = [
  { name: "web-a", role: "web-server", count: 6 },
  { name: "web-b", role: "web-server", count: 6 },
  { name: "web-c", role: "web-server", count: 6 },
  { name: "app", role: "server", count: 6 },
  { name: "directory", role: "server", count: 4 },
  { name: "database", role: "server", count: 4 },
  { name: "mail", role: "server", count: 4 },
  { name: "resolver", role: "anycast-server", count: 4 },
] as const;

const LOAD_BALANCERS = 10;

/** `nodes:` of the infrastructure: routers, reflectors, load balancers and the monitoring host at two sites. */
export function infrastructureYaml(): string {
  const lines = ["nodes:"];
  for (const site of [1, 2]) {
    lines.push(`  core${site}: {site: ${siteName(site)}, roles: [router], managed: false, ${addresses(site, 1, 254)}}`);
    lines.push(`  rr${site}: {site: ${siteName(site)}, roles: [route-reflector], ${addresses(site, 1, 1)}}`);
  }
  for (let number = 1; number <= LOAD_BALANCERS; number++) {
    const site = 2 - (number % 2);
    lines.push(
      `  lb${number}: {site: ${siteName(site)}, roles: [load-balancer], groups: [lb-main], ${addresses(site, 1, 10 + number)}}`,
    );
  }
  lines.push(
    "  mon1:",
    "    site: north",
    "    roles: [monitoring]",
    `    ${addresses(1, 99, 10)}`,
    "    ports:",
    "      web: {port: 443, transport: tcp, from: [campus]}",
  );
  return `${lines.join("\n")}\n`;
}

/** `nodes:` of the servers, alternating between both sites. */
export function serversYaml(): string {
  const lines = ["nodes:"];
  for (const [index, { name, role, count }] of GROUPS.entries()) {
    for (let number = 1; number <= count; number++) {
      const site = 2 - (number % 2);
      lines.push(
        `  ${serverName(name, number)}: {site: ${siteName(site)}, roles: [${role}], groups: [${name}], ${addresses(site, 8 + index, number)}}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

export function serverName(group: string, number: number): string {
  return `${group}${number}`;
}

function siteName(site: number): string {
  return site === 1 ? "north" : "south";
}

function addresses(site: number, subnet: number, host: number): string {
  return `addresses: {ipv4: 10.${site}.${subnet}.${host}/24, ipv6: "2001:db8:${site}:${subnet.toString(16)}::${host.toString(16)}/64"}`;
}
