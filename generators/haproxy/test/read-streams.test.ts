import { expect, test } from "vitest";
import { readStreams } from "../read-streams.ts";

/** A stream as HAProxy 2.6 prints it, shortened; then that of the command itself. */
const STREAM = `0x55cc956c2220: [30/Nov/2026:08:50:35.197845] id=47 proto=tcpv4 source=203.0.113.10:56182
  flags=0x4a, conn_retries=0, conn_exp=<NEVER> conn_et=0x000 srv_conn=0x55cc956f9e10, pend_pos=(nil) waiting=0 epoch=0
  frontend=vip-mail-993 (id=10 mode=tcp), listener=? (id=1) addr=192.0.2.25:993
  backend=imap.imaps (id=18 mode=tcp) addr=10.1.1.11:35668
  server=mail2 (id=2) addr=10.2.10.2:993
  task=0x55cc9598f4e0 (state=0x00 nice=0 calls=2 rate=0 exp=2s tmask=0x1 age=2s)
  scf=0x55cc9598f980 flags=0x00000000 state=EST endp=CONN,0x55cc959863b0,0x028c0001 sub=1
  scb=0x55cc9598f5b0 flags=0x00000001 state=EST endp=CONN,0x55cc9598e370,0x028c0001 sub=1
  req=0x55cc956c2240 (f=0x808000 an=0x0 pipe=0 tofwd=-1 total=0)
      an_exp=<NEVER> rex=29m57s wex=<NEVER>
  res=0x55cc956c22a0 (f=0x80008000 an=0x0 pipe=0 tofwd=-1 total=0)
      an_exp=<NEVER> rex=47s wex=<NEVER>
0x7fd2d006d530: [30/Nov/2026:08:52:14.935340] id=67 proto=unix_stream source=unix:1
  frontend=GLOBAL (id=0 mode=tcp), listener=? (id=1) addr=unix:1
\0`;

const PLACE = { from: "203.0.113.10", address: "192.0.2.25", port: 993, service: "imap", backend: "imaps" };

test("what is left of the timeouts of a stream, after the time that it has waited", () => {
  expect(readStreams(STREAM)).toEqual([
    { ...PLACE, client: { least: 1_799_000, most: 1_801_000 }, server: { least: 49_000, most: 51_000 } },
  ]);
});

test("a stream of less than a second has waited for a part of one", () => {
  expect(readStreams(STREAM.replace("age=2s", "age=0s").replace("rex=29m57s", "rex=29m58s"))).toMatchObject([
    { client: { least: 1_798_000, most: 1_800_000 } },
  ]);
});

test("nobody is waited for", () => {
  expect(readStreams(STREAM.replace("rex=29m57s", "rex=<NEVER>"))).toEqual([
    { ...PLACE, server: { least: 49_000, most: 51_000 } },
  ]);
});

test("later versions tell the timeouts themselves, those of hours in minutes", () => {
  const later = STREAM.replace("flags=0x00000000 state", "flags=0x00000000 ioto=1h30m state").replace(
    "flags=0x00000001 state",
    "flags=0x00000001 ioto=50s state",
  );
  expect(readStreams(later)).toEqual([
    { ...PLACE, client: { least: 5_400_000, most: 5_460_000 }, server: { least: 50_000, most: 51_000 } },
  ]);
});
