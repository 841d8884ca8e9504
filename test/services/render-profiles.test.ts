import { expect, test } from "vitest";
import { renderProfiles } from "../../scripts/docs/profiles.ts";

const TEXT = `profiles:
  std/game:
    description: Chess by wire. It has rules.
    frontends:
      chess: {port: 5000, protocol: tcp, backend: chess}
      board: {port: 5001, transport: [tcp, udp], protocol: tcp}
      plain: {port: 80, protocol: http, redirect: https}
    backends:
      chess: {protocol: tcp, check: {type: tcp, interval: 5s}}

services:
  club: {extends: std/game, vip: games}
`;

test("a profile's page is generated from its file", () => {
  const page = renderProfiles([{ name: "game", text: TEXT }]);
  expect(page).toContain("- [std/game](#stdgame): Chess by wire.\n");
  expect(page.slice(page.indexOf("## std/game"))).toBe(`## std/game

Chess by wire. It has rules.

| frontend | port | protocol | health check |
|---|---|---|---|
| \`chess\` | 5000 tcp | tcp | \`tcp\` every 5s |
| \`board\` | 5001 tcp and udp | tcp | defined by the service |
| \`plain\` | 80 tcp | http | none: redirects to https |

It sets:

\`\`\`yaml
profiles:
  std/game:
    description: Chess by wire. It has rules.
    frontends:
      chess: {port: 5000, protocol: tcp, backend: chess}
      board: {port: 5001, transport: [tcp, udp], protocol: tcp}
      plain: {port: 80, protocol: http, redirect: https}
    backends:
      chess: {protocol: tcp, check: {type: tcp, interval: 5s}}
\`\`\`

A service that uses it:

\`\`\`yaml
services:
  club: {extends: std/game, vip: games}
\`\`\`
`);
});

test("profiles are sorted by name", () => {
  const other = TEXT.replaceAll("std/game", "std/a-game");
  const page = renderProfiles([
    { name: "game", text: TEXT },
    { name: "a-game", text: other },
  ]);
  expect(page.match(/^## .*$/gm)).toEqual(["## std/a-game", "## std/game"]);
});
