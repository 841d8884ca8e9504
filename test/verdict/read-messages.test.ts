import { expect, test } from "vitest";
import { readMessages as readHaproxy } from "../../generators/haproxy/read-messages.ts";
import { readMessages as readNft } from "../../generators/nftables/read-messages.ts";
import type { DaemonMessage, ReadMessages } from "../../src/contract/daemon-message.ts";
import { Source } from "../../src/contract/source.ts";
import { readMessages } from "../../src/verdict/read-messages.ts";

const FILE = "/etc/demo/demo.conf";
const FILES = new Map([
  [FILE, new Source(FILE, "global\n\nfrontend www from http\n    bind 192.0.2.10:80\n", "generated")],
]);

test.each<[daemon: string, read: ReadMessages, given: string, want: DaemonMessage[]]>([
  [
    "BIRD",
    readMessages,
    `bird: ${FILE}:12:3 syntax error`,
    [{ kind: "error", text: "syntax error", file: FILE, line: 12, column: 3 }],
  ],
  [
    "Apache",
    readMessages,
    `AH00526: Syntax error on line 4 of ${FILE}:\nInvalid command 'Foo'`,
    [{ kind: "error", text: "Invalid command 'Foo'", file: FILE, line: 4 }],
  ],
  [
    "Icinga 2",
    readMessages,
    `[2026-06-01 10:00:00 +0000] critical/config: Error: Attribute 'blah' does not exist.\nLocation: in ${FILE}: 4:2-4:9\n${FILE}(4):  blah = 2`,
    [{ kind: "error", text: "Attribute 'blah' does not exist.", file: FILE, line: 4, column: 2, endColumn: 10 }],
  ],
  ["a daemon that mentions a foreign file", readMessages, "see /etc/other.conf:3 for more", []],
  [
    "HAProxy, with a summary and a version",
    readHaproxy,
    `[NOTICE]   (7) : haproxy version is 2.6.12\n[ALERT]    (7) : config : parsing [${FILE}:2] : unknown keyword 'x'\n  | see there\n[WARNING]  (7) : config : [${FILE}:4] : odd\n[ALERT]    (7) : config : Fatal errors found in configuration.`,
    [
      { kind: "error", text: "unknown keyword 'x' see there", file: FILE, line: 2 },
      { kind: "warning", text: "odd", file: FILE, line: 4 },
    ],
  ],
  [
    "HAProxy, with a section name",
    readHaproxy,
    "[ALERT]    (7) : config : Proxy 'www': unable to find required default_backend: 'x'.",
    [{ kind: "error", text: "Proxy 'www': unable to find required default_backend: 'x'.", file: FILE, line: 3 }],
  ],
  [
    "nft",
    readNft,
    `${FILE}:3:12-20: Error: Could not parse conntrack state\n    ct state newaccept\n             ^^^^^^^^^`,
    [{ kind: "error", text: "Could not parse conntrack state", file: FILE, line: 3, column: 12, endColumn: 21 }],
  ],
  [
    "nft, if the kernel accepts no large batch",
    readNft,
    "netlink: Error: Could not process rule: Message too long",
    [{ kind: "incomplete", text: expect.any(String) }],
  ],
  [
    "nft without permission",
    readNft,
    "netlink: Error: cache initialization failed: Operation not permitted",
    [{ kind: "unable", text: expect.any(String) }],
  ],
])("messages of %s", (_daemon, read, given, want) => {
  expect(read(given, FILES)).toEqual(want);
});
