import type { CheckResult, LabNotifications, LabOrder, Told } from "../../src/contract/lab-checks.ts";
import { type LabFile, labFile } from "../../src/contract/lab-daemon.ts";
import { present } from "../../src/contract/present.ts";
import { commandsTo } from "./lab-checks.ts";
import { MAIL_HOST, MAIL_SERVICE, PAGE_PROGRAM } from "./names.ts";

/** Records of mails and pages, a folder for each kind. */
const RECORDS = "/run/icinga2/told";

/**
 * In place of Debian's scripts, with the options that they know and require, and of the program that pages. They record what
 * they are called with.
 */
export const RECEIVERS: readonly LabFile[] = [
  mailer(MAIL_HOST, "dlnorst"),
  mailer(MAIL_SERVICE, "delnorstu"),
  receiver(PAGE_PROGRAM, [
    'record "page $PAGER_NAME" "$(env | grep -E "^(NOTIFICATION_TYPE|HOST|SERVICE|STATE|OUTPUT|TIME)=.")"',
  ]),
];

function mailer(path: string, required: string): LabFile {
  return receiver(path, [
    "while getopts 4:6:b:c:d:e:f:i:l:n:o:r:s:t:u:v: option; do",
    '  case $option in "?") exit 1 ;; r) to=$OPTARG ;; esac',
    '  [ -z "$OPTARG" ] || given="$given$option=$OPTARG',
    '"',
    "done",
    ...[...required].map((option) => `echo "$given" | grep -q "^${option}=" || exit 1`),
    'record "mail $to" "$given"',
  ]);
}

/** `record` is called once, so that a file is a mail or a page. */
function receiver(path: string, lines: readonly string[]): LabFile {
  const record = `record() { mkdir -p ${RECORDS} && printf '%s\\n' "$@" >$(mktemp ${RECORDS}/XXXXXXXX); }`;
  return labFile(path, ["#!/bin/sh", record, ...lines, ""].join("\n"), 0o755);
}

/** Option of external commands: whatever the state, the time, or the kind of notification. */
const FORCED = 2;

const AUTHOR = "intentlb";

/** Icinga's notifications by external commands; Icinga 2 documentation, "External Commands". */
export const notifications: LabNotifications = {
  send,
  show: ["sh", "-c", `for file in ${RECORDS}/*; do [ ! -e "$file" ] || { printf '\\f'; cat "$file"; }; done`],
  read: (answer) => answer.split("\f").slice(1).flatMap(readRecord),
  lines: linesOf,
};

function send(checks: readonly CheckResult[], comment: string, now: number): LabOrder {
  return commandsTo(
    checks.map(({ host, name }) =>
      name === undefined
        ? `SEND_CUSTOM_HOST_NOTIFICATION;${host};${FORCED};${AUTHOR};${comment}`
        : `SEND_CUSTOM_SVC_NOTIFICATION;${host};${name};${FORCED};${AUTHOR};${comment}`,
    ),
    now,
  );
}

function readRecord(text: string): Told[] {
  const [first = "", ...lines] = text.split("\n");
  const [by, to = ""] = first.split(" ");
  if (by !== "mail" && by !== "page") return [];
  const [hostKey, nameKey] = by === "mail" ? ["l=", "e="] : ["HOST=", "SERVICE="];
  const given = (key: string) => lines.find((line) => line.startsWith(key))?.slice(key.length);
  return [{ by, to, host: given(hostKey) ?? "", ...present({ name: given(nameKey) }), lines }];
}

/** Options of the scripts, and the environment of the pager. The rest changes from one time to the next. */
function linesOf({ name, address = "" }: CheckResult, by: Told["by"], comment: string): string[] {
  const state = name === undefined ? "UP" : "OK";
  if (by === "page") return ["NOTIFICATION_TYPE=CUSTOM", `STATE=${state}`];
  const own = `${address.includes(":") ? 6 : 4}=${address}`;
  return [own, `b=${AUTHOR}`, `c=${comment}`, `s=${state}`, "t=CUSTOM"];
}
