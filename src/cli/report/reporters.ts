import type { Format } from "./formats.ts";
import { reportGithub } from "./report-github.ts";
import { reportGitlab } from "./report-gitlab.ts";
import { reportJson } from "./report-json.ts";
import { reportPretty } from "./report-pretty.ts";
import { reportSarif } from "./report-sarif.ts";
import type { Reporter } from "./reporter.ts";

export const REPORTERS: Readonly<Record<Format, Reporter>> = {
  pretty: reportPretty,
  json: reportJson,
  github: reportGithub,
  gitlab: reportGitlab,
  sarif: reportSarif,
};
