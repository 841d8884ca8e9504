import type { Service } from "../../resolve/fleet.ts";

/** What the checks of a service look for in a page. */
export function expectedTexts({ backends, health, monitoring }: Service): string[] {
  const questions = [
    health.check,
    ...backends.map(({ check }) => check),
    ...monitoring.checks.map(({ question }) => question),
  ];
  return [...new Set(questions.flatMap((question) => question?.body ?? []))];
}

/** Names of the cookies that a service's applications are known by. */
export function applicationCookies({ backends }: Service): string[] {
  return backends.flatMap(({ spec: { persistence } }) =>
    persistence?.by === "application-cookie" && persistence.name !== undefined ? [persistence.name] : [],
  );
}
