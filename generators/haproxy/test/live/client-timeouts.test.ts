import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { twoTimeouts } from "../two-timeouts.ts";

const VIP = "192.0.2.1";
const MEMBER = "10.1.8.11";
const CLIENT = "198.51.100.9";

describeWith(["haproxy 3.0", "ip", "namespaces"], "client timeouts on a running HAProxy", () => {
  let lab: HaproxyLab;

  beforeAll(async () => {
    lab = openHaproxyLab([VIP, MEMBER, CLIENT, "10.1.1.11"], CLIENT);
    await lab.do({ do: "listen", kind: "http", address: MEMBER, port: 8080 });
    await lab.start(compileText(twoTimeouts("3.0")), "lb1");
    await vi.waitUntil(
      async () => (await lab.request({ to: VIP, host: "quick.example.org" })).status === 200,
      PATIENCE,
    );
  });

  afterAll(() => lab.close());

  test("each service on a port has its own client timeout", async () => {
    const [quick, patient] = await Promise.all(
      ["quick", "patient"].map((service) =>
        lab.send({
          from: CLIENT,
          to: VIP,
          port: 80,
          text: `POST /?slow=5000 HTTP/1.1\r\nHost: ${service}.example.org\r\nConnection: close\r\nContent-Length: 2\r\n\r\n1`,
          // The member is slow, too, and the rest of the request comes after three times the timeout of `quick`.
          later: { after: 3000, text: "2" },
        }),
      ),
    );
    expect(quick?.text).toMatch(/^HTTP\/1\.1 40[08] /);
    expect(patient?.text).toMatch(/^HTTP\/1\.1 200 /);
  });
});
