import { expect, test } from "vitest";
import { pathRewriter } from "../../src/verdict/rewrite-paths.ts";

const rewrite = pathRewriter(["/etc/demo/demo.conf", "/etc/demo/sites/www.conf", "/etc/demo/a+b.txt"], "/copy");

test.each([
  ["include /etc/demo/demo.conf", "include /copy/etc/demo/demo.conf"],
  ['read "/etc/demo/demo.conf";', 'read "/copy/etc/demo/demo.conf";'],
  ["map(/etc/demo/a+b.txt,none)", "map(/copy/etc/demo/a+b.txt,none)"],
  ["Include /etc/demo/sites/*.conf", "Include /copy/etc/demo/sites/*.conf"],
  ["folder /etc/demo/sites and /etc/demo/", "folder /copy/etc/demo/sites and /copy/etc/demo/"],
  ["foreign /etc/demo/mods/*.load", "foreign /etc/demo/mods/*.load"],
  [
    "foreign /etc/demo/demo.conf.d and /srv/etc/demo/demo.conf",
    "foreign /etc/demo/demo.conf.d and /srv/etc/demo/demo.conf",
  ],
  ["two\n/etc/demo/demo.conf\nlines", "two\n/copy/etc/demo/demo.conf\nlines"],
])("%j", (given, want) => {
  expect(rewrite(given)).toBe(want);
});
