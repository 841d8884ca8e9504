import { FAMILIES, type Fleet, type Node, type Service } from "../../contract/fleet.ts";
import { at } from "../../contract/origin.ts";
import type { SaidWatch } from "../../contract/said.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { listText, type Mismatch } from "./mismatch.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whoever watches a service tells its owner, and pages them if they want to be: mails for everything, pages for what clients
 * notice. Services that are not in production are watched silently.
 */
export function compareWatches(heard: HeardNode, { fleet }: Pick<LabInput, "fleet">): Mismatch[] {
  const said = saidOf(heard, "watch");
  // Agents do not tell anybody.
  if (said === undefined || !fleet.nodes.get(heard.node)?.roles.has("monitoring")) return [];
  return [...fleet.services.values()].filter(isEmitted).flatMap((service) => {
    const own = said.filter((watch) => watch.service === service.name);
    return own.length === 0 ? [] : compareService(service, own, heard.node, fleet);
  });
}

function compareService(service: Service, own: readonly SaidWatch[], node: string, fleet: Fleet): Mismatch[] {
  const { owner, state, monitoring } = service;
  const isTold = owner !== undefined && state === "production";
  const mails = isTold ? [owner.email] : [];
  const pagers = isTold && monitoring.page && owner.pager !== undefined ? [owner.pager] : [];
  const about = (asked: string, wanted: readonly string[], seen: readonly string[]): Mismatch[] =>
    wanted.join() === seen.join()
      ? []
      : [
          {
            services: [service.name],
            node,
            asked,
            wanted: listText(wanted),
            seen: listText(seen),
            cause: at(service, "owner"),
          },
        ];
  const always = own.filter(({ host }) => !fleet.nodes.has(host));
  const atVips = FAMILIES.flatMap((family) => {
    const vip = service.vip[family];
    const there = always.filter(({ address, expiry }) => address === vip && expiry === undefined);
    return there.length === 0 ? [] : about(`who is paged for ${vip}`, pagers, union(there, "pagers"));
  });
  const silent = own.find((watch) => {
    const wanted = mailsAt(fleet.nodes.get(watch.host), service, mails);
    return wanted !== undefined && watch.mails.join() !== wanted.join();
  });
  const mailed = about("who gets mail", mails, union(own, "mails"));
  const paged = about("who is paged", pagers, union(own, "pagers"));
  return [
    ...(mailed.length > 0 || silent === undefined
      ? mailed
      : about(
          `who gets mail for ${silent.name} on ${silent.host}`,
          mailsAt(fleet.nodes.get(silent.host), service, mails) ?? mails,
          silent.mails,
        )),
    ...(paged.length > 0 ? paged : atVips),
    ...compareExpiry(service, own)
      .slice(0, 1)
      .flatMap((each) => about(each.asked, each.wanted, each.seen)),
  ];
}

/** Nobody is told about a node that is offline. A member in maintenance is silent, but the node may be another member, too: undefined. */
function mailsAt(node: Node | undefined, { backends }: Service, mails: readonly string[]) {
  if (node?.state === "offline") return [];
  const members = backends.flatMap((backend) => backend.members).filter((member) => member.node === node);
  return members.some(({ state }) => state === "maintenance") ? undefined : mails;
}

/** Of many probes of a service's certificates, those that warn too early or too late. */
function compareExpiry({ monitoring: { certificateExpiry: due } }: Service, own: readonly SaidWatch[]) {
  if (due === undefined) return [];
  const wanted = [Math.ceil(due.warn / DAY), Math.ceil(due.critical / DAY)].map(inDays);
  return own.flatMap(({ name, host, expiry }) => {
    if (expiry === undefined) return [];
    const seen = [expiry.warn, expiry.critical].map(inDays);
    return seen.join() === wanted.join()
      ? []
      : [{ asked: `when ${name} on ${host} warns and is critical`, wanted, seen }];
  });
}

function inDays(days: number): string {
  return `${days} days before`;
}

function union(watches: readonly SaidWatch[], key: "mails" | "pagers"): string[] {
  return [...new Set(watches.flatMap((watch) => watch[key]))].sort();
}
