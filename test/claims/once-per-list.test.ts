import { expect, test } from "vitest";
import { oncePerList } from "../../src/fleet/once-per-list.ts";

test("a list is worked on again only if it has other elements, in the same array or another", () => {
  const [a, b, c] = [{ name: "a" }, { name: "b" }, { name: "c" }];
  let times = 0;
  const join = oncePerList((things: readonly { readonly name: string }[]) => {
    times++;
    return things.map(({ name }) => name).join();
  });
  const list = [a, b];
  expect([join(list), join([a, b]), times]).toEqual(["a,b", "a,b", 1]);
  list.push(c);
  expect([join(list), times]).toEqual(["a,b,c", 2]);
  list.splice(1, 1);
  expect([join(list), join([b, c]), join([a, c]), join([]), times]).toEqual(["a,c", "b,c", "a,c", "", 5]);
});
