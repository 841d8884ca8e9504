import { compareText } from "../../contract/compare-text.ts";
import type { HttpAnswer } from "../ask/read-http-answer.ts";
import type { MemberWanted } from "../questions/question.ts";

/** Attributes that say how long a cookie lives and where it belongs. */
const OTHERS = /^(path|domain|expires|max-age)\b/;

/** A client without the load balancer's cookie gets it, with the right attributes; later answers need not have it. */
export function judgeCookie(
  { cookie, keeps }: Pick<MemberWanted, "cookie" | "keeps">,
  { cookies = [] }: HttpAnswer,
): string | undefined {
  if (cookie === undefined) return undefined;
  const own = cookies.find((each) => each.startsWith(`${cookie.name}=`));
  if (own === undefined) return keeps === true ? undefined : `no cookie ${cookie.name}`;
  const [, ...attributes] = own.split(";").map((part) => part.trim().toLowerCase());
  const seen = attributes.filter((each) => !OTHERS.test(each)).sort(compareText);
  if (seen.join() === cookie.attributes.join()) return undefined;
  return `the cookie ${cookie.name} is ${seen.join(", ") || "without attributes"}, not ${cookie.attributes.join(", ")}`;
}
