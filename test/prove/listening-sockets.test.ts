import { expect, test } from "vitest";
import { readSockets } from "../../src/prove/drift/listening-sockets.ts";

const ANSWER = `\
udp UNCONN 0      0            0.0.0.0:4784  0.0.0.0:* users:(("bird",pid=41,fd=12))
tcp LISTEN 0      2000      192.0.2.25:465   0.0.0.0:* users:(("haproxy",pid=37,fd=24))
tcp LISTEN 0      2000 [2001:db8:53::10]:443      [::]:* users:(("haproxy",pid=37,fd=16))
tcp LISTEN 0      511                *:8080        *:* users:(("apache2",pid=39,fd=4),("apache2",pid=38,fd=4))
tcp LISTEN 0      8               [::]:179      [::]:* users:(("bird",pid=41,fd=15))
udp UNCONN 0      0   127.0.0.53%lo:53        0.0.0.0:*
`;

test("listening sockets in the output of ss", () => {
  const found = readSockets(ANSWER).map(({ address, family, port, transport, process, descriptor }) =>
    [address, family, transport, port, process, descriptor].join(" "),
  );
  expect(found).toEqual([
    "* ipv4 udp 4784 bird 12",
    "192.0.2.25 ipv4 tcp 465 haproxy 24",
    "2001:db8:53::10 ipv6 tcp 443 haproxy 16",
    "* ipv4 tcp 8080 apache2 4",
    "* ipv6 tcp 8080 apache2 4",
    "* ipv6 tcp 179 bird 15",
    "127.0.0.53 ipv4 udp 53  ",
  ]);
});
