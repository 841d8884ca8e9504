import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { readFolder } from "../../../test/support/read-folder.ts";

const claims = (name: string) => {
  const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases", name, "catalog")));
  if (compilation.claims === undefined) throw new Error("no claims");
  return compilation.claims;
};

const websites = claims("websites");
const streams = claims("streams");

test("one bind per address and port, with the services that share it", () => {
  const binds = streams.binds.filter(({ by }) => by === "haproxy");
  expect(binds.map(({ address, port, nodes, services }) => `${address}:${port} ${nodes} ${services}`)).toEqual([
    "10.1.1.11:8404 lb1 ",
    "10.1.1.11:10000 lb1 ",
    "10.2.1.11:8404 lb2 ",
    "10.2.1.11:10000 lb2 ",
    "192.0.2.25:25 lb1,lb2 mail",
    "192.0.2.25:143 lb1,lb2 legacy",
    "192.0.2.25:993 lb1,lb2 offload",
    "192.0.2.30:80 lb1,lb2 app",
    "192.0.2.30:443 lb1,lb2 app",
    "192.0.2.43:443 lb1,lb2 open-records,records",
    "192.0.2.44:443 lb1,lb2 partners",
    "192.0.2.45:443 lb1,lb2 guests",
  ]);
});

test("a shared port admits the sources of any of its services, except those that all of them block", () => {
  const admit = (address: string, port: number) =>
    streams.admits.find((claim) => claim.address === address && claim.port === port);
  expect(admit("192.0.2.43", 443)).toMatchObject({ sources: ["0.0.0.0/0"], except: [], public: true });
  expect(admit("192.0.2.25", 143)).toMatchObject({
    sources: ["10.0.0.0/8"],
    public: true,
    why: "frontend imap of legacy",
  });
  const six = claims("families").admits.filter(({ address }) => address === "192.0.2.1");
  expect(six, "closed to IPv4").toEqual([]);
});

test("members admit only their load balancers, on their port and on the port of the check", () => {
  const admits = streams.admits.filter(({ nodes, port }) => nodes.includes("one") && port === 10025);
  expect(admits).toMatchObject([
    {
      address: "10.1.8.1",
      sources: ["10.1.1.11/32", "10.2.1.11/32"],
      public: false,
      why: "backend smtp of mail from lb1, lb2",
    },
  ]);
});

test("statistics admit management and monitoring; peers admit each other", () => {
  const admits = [...websites.admits, ...streams.admits].filter(({ port }) => port === 8404 || port === 10_000);
  expect(admits.map(({ nodes, port, sources }) => `${nodes}:${port} ${sources}`).sort()).toEqual([
    "lb1:10000 10.2.1.11/32",
    "lb1:8404 10.1.98.10/32,10.1.99.0/24",
    "lb1:8404 10.1.99.0/24",
    "lb2:10000 10.1.1.11/32",
    "lb2:8404 10.1.99.0/24",
  ]);
});

test("host names and paths lead to backends or redirects", () => {
  const served = websites.serves
    .filter(({ service, family, port }) => service === "physics" && family === "ipv4" && port === 443)
    .map(({ hostname, path, backend, redirect }) => `${hostname}${path ?? ""} ${backend ?? redirect?.to}`);
  expect(served.sort()).toEqual([
    "physics.uni.example web",
    "physics.uni.example/alt https://archive.uni.example/",
    "physics.uni.example/alt/kept https://archive.uni.example/new",
    "physics.uni.example/intern/lab lab",
    "physics.uni.example/lab lab",
    "physics.uni.example/moved /",
    "physics.uni.example/odd,x /100%25",
    "physik.uni.example https://physics.uni.example/",
  ]);
  const plain = websites.serves.find(({ service, port }) => service === "www" && port === 80);
  expect(plain?.redirect).toEqual({ to: "https://www.uni.example/", status: 301, keepPath: true });
});

test("members appear with their actual state", () => {
  const states = (service: string) =>
    websites.serves
      .find((claim) => claim.service === service && claim.port === 443)
      ?.targets?.map(({ name, state, backup }) => `${name} ${state}${backup ? " backup" : ""}`);
  expect(states("archive")).toEqual(["web1 active", "web2 maintenance", "web3 active backup"]);
  expect(states("closed")).toEqual(["web1 maintenance", "web2 maintenance", "web3 maintenance"]);
});

test("HAProxy checks each member as the backend's check says", () => {
  const asks = websites.checks.filter(({ by, service }) => by === "haproxy" && service === "archive");
  expect(asks.map(({ nodes, address, port, check }) => `${nodes} ${address}:${port} ${check.type}`)).toEqual([
    "lb1 10.1.8.11:8080 http",
    "lb1 10.1.8.12:8080 http",
    "lb1 10.1.8.13:8080 http",
  ]);
});
