import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidVhost } from "../../src/contract/said.ts";

/** Host names of virtual hosts, by port, as Apache itself lists them. */
export const readBack: ReadBack = { processes: ["apache2"], tells: ["vhost"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const said = readHosts(await host.run(["apache2ctl", "-S"])).flatMap(({ port, hostname }) =>
    host.sockets
      .filter((socket) => socket.port === port)
      .map(({ address, family }): SaidVhost => ({ kind: "vhost", address, family, port, hostname })),
  );
  return { said, unclear: [] };
}

/**
 * Parses the output of `apache2ctl -S`: a port with one virtual host is a line, one with several has a line for each.
 * Names below `invalid` (RFC 2606) cannot be requested.
 */
function readHosts(answer: string): { port: number; hostname: string }[] {
  const found = new Map<string, { port: number; hostname: string }>();
  let port = 0;
  for (const line of answer.split("\n")) {
    const place = /^\S*:(?<port>\d+) +(?:is a NameVirtualHost|(?<only>\S+) \()/.exec(line)?.groups;
    if (place !== undefined) port = Number(place["port"]);
    const named = / namevhost (?<name>\S+) \(| alias (?<alias>\S+)$/.exec(line)?.groups;
    const hostname = place?.["only"] ?? named?.["name"] ?? named?.["alias"];
    if (hostname === undefined || hostname.endsWith(".invalid")) continue;
    found.set(`${port} ${hostname}`, { port, hostname });
  }
  return [...found.values()];
}
