import { expect, test } from "vitest";
import { certificateCovers } from "../../src/fleet/certificate-covers.ts";

const names = new Set(["uni.example", "*.uni.example", "www.physik.uni.example"]);

test.each([
  ["uni.example", true],
  ["www.uni.example", true],
  ["www.physik.uni.example", true],
  ["lab.physik.uni.example", false],
  ["hochschule.example", false],
  ["example", false],
  ["notuni.example", false],
])("%s: %s", (hostname, covered) => {
  expect(certificateCovers(names, hostname)).toBe(covered);
});
