import type { CheckQuestion } from "../contract/check-spec.ts";
import type { Service } from "../contract/fleet.ts";

const OK = 200;

/** Texts that the checks of a service look for in a page. */
export function expectedTexts(service: Service): string[] {
  return [...new Set(questionsAbout(service).flatMap((question) => question.body ?? []))];
}

/** The status that checks of a service expect if they do not accept 200, by path. */
export function expectedStatuses(service: Service): Record<string, number> {
  return Object.fromEntries(
    questionsAbout(service).flatMap(({ path = "/", status = [] }) => {
      const [range] = status;
      const accepts = status.some(({ first, last }) => first <= OK && OK <= last);
      return range === undefined || accepts ? [] : [[path, range.first]];
    }),
  );
}

function questionsAbout({ backends, health, monitoring }: Service): CheckQuestion[] {
  const own = [health, ...backends].flatMap(({ check }) => check ?? []);
  return [...own, ...monitoring.checks.map(({ question }) => question)];
}

/** Names of the session cookies of a service's applications. */
export function applicationCookies({ backends }: Service): string[] {
  return backends.flatMap(({ spec: { persistence } }) =>
    persistence?.by === "application-cookie" && persistence.name !== undefined ? [persistence.name] : [],
  );
}
