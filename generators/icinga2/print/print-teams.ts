import type { Block } from "../../../src/contract/block.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import { object } from "../printed.ts";

/** A group for each team, and a user with the team's address and pager in it. */
export function teamBlocks({ teams }: Fleet): Block[] {
  return [...teams.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap(({ name, email, pager, tree }) => [
      object("UserGroup", name, { display_name: `team ${name}` }, [tree]),
      object("User", name, { groups: [name], email, ...present({ pager }) }, [tree]),
    ]);
}
