import { expect, test } from "vitest";
import { haproxyFiles } from "../../../test/support/check-haproxy.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { twoTimeouts } from "./two-timeouts.ts";

test("from HAProxy 3.0 on services of a port have client timeouts of their own, and the port has the shortest", () => {
  const compilation = compileText(twoTimeouts("3.0"));
  expect(compilation.findings.map(({ code }) => code)).not.toContain("targets/too-old");
  const config = haproxyFiles(compilation, "lb1").get("etc/haproxy/haproxy.cfg") ?? "";
  const frontend = /^frontend vip-shared-80 .*?(?=^(?:frontend|backend) )/ms.exec(config)?.[0];
  expect(frontend?.match(/.*timeout client .*/g)).toEqual([
    "    timeout client 1s",
    "    http-request set-timeout client 1m if { var(txn.service) -m str patient }",
  ]);
});

test.each(["2.6", "2.8"])("HAProxy %s has one client timeout for a port", (version) => {
  expect(compileText(twoTimeouts(version)).findings.map(({ code }) => code)).toContain("targets/too-old");
});

test("streams that share a port must agree on any version: only requests get a client timeout of their own", () => {
  const { "catalog.yaml": text = "" } = twoTimeouts("3.0");
  const streams = text.replace(
    "{extends: std/http-website, members: [web1], backends: {web: {port: 8080}}}",
    "{members: [web1], frontends: {stream: {port: 443, protocol: tls, backend: web}}, backends: {web: {port: 8443}}}",
  );
  const codes = compileText({ "catalog.yaml": streams }).findings.map(({ code }) => code);
  expect(codes).toContain("frontend/disagreement");
});
