import { parse } from "yaml";
import type { Backend, Frontend, Service } from "../../src/contract/language.ts";
import type { Suggestion } from "../editor-schema.ts";

/** A file of `services/`: its name without the ending, and its text. */
export interface ProfileFile {
  readonly name: string;
  readonly text: string;
}

/**
 * docs/reference/profiles.md, from the profile files alone, so it cannot contradict them. A file has the section
 * `profiles` with one profile, then `services` with one example.
 */
export function renderProfiles(files: readonly ProfileFile[]): string {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    "# Built-in profiles",
    "",
    "Generated from `services/` by `npm run generate`; do not edit.",
    "",
    "A service uses a profile with `extends` and overrides what it needs. `intentlb show profile std/ldap` prints one.",
    "",
    ...sorted.map(
      ({ name, text }) => `- [std/${name}](#std${name}): ${firstSentence(readProfile(name, text).description)}`,
    ),
    "",
    ...sorted.flatMap(renderProfile),
  ].join("\n");
}

/** A built-in profile, as editors offer it. */
export function suggestProfile({ name, text }: ProfileFile): Suggestion {
  return { value: `std/${name}`, description: readProfile(name, text).description };
}

type Profile = Partial<Service> & { readonly description: string };

function readProfile(name: string, text: string): Profile {
  return parse(text).profiles[`std/${name}`];
}

function firstSentence(text: string): string {
  return /^.*?[.;](?= |$)/.exec(text)?.[0] ?? text;
}

function renderProfile({ name, text }: ProfileFile): string[] {
  const profile = readProfile(name, text);
  const [before = "", example = ""] = text.split(/^services:\n/m);
  return [
    `## std/${name}`,
    "",
    profile.description,
    "",
    ...renderPorts(profile),
    "It sets:",
    "",
    ...fence(before.slice(before.indexOf("profiles:\n"))),
    "",
    "A service that uses it:",
    "",
    ...fence(`services:\n${example}`),
    "",
  ];
}

function renderPorts({ frontends = {}, backends = {}, health }: Profile): string[] {
  const rows = Object.entries(frontends).map(([name, frontend]) => {
    const backend = frontend.backend === undefined ? undefined : backends[frontend.backend];
    return `| ${[`\`${name}\``, formatPort(frontend), frontend.protocol, formatAnswer(frontend, backend, health)].join(" | ")} |`;
  });
  return ["| frontend | port | protocol | health check |", "|---|---|---|---|", ...rows, ""];
}

function formatPort({ port, transport = "tcp" }: Frontend): string {
  return `${port ?? "the service's"} ${[transport].flat().join(" and ")}`;
}

function formatAnswer(frontend: Frontend, backend: Backend | undefined, health: Service["health"]): string {
  const check = backend?.check ?? health?.check;
  if (check !== undefined) return `\`${check.type}\` every ${check.interval}`;
  if (frontend.redirect !== undefined) return "none: redirects to https";
  return backend === undefined ? "defined by the service" : "none";
}

function fence(yaml: string): string[] {
  return ["```yaml", yaml.trimEnd(), "```"];
}
