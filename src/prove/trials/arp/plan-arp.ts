import type { Node } from "../../../contract/fleet.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import { ANNOUNCERS } from "../../../lab/daemons.ts";
import type { Lab } from "../../../lab/lab.ts";
import type { Machine, Port } from "../../../lab/network/lab-plan.ts";
import type { BrokenPromise } from "../../proof.ts";
import type { Trial } from "../trial.ts";
import type { TrialInput } from "../trial-input.ts";
import { askArp } from "./ask-arp.ts";

/**
 * A neighbour asks by ARP for each VIP of a node, which several nodes carry: none of them may claim it. For its own address a
 * node must answer, or nothing is shown.
 */
export function planArp(input: TrialInput): Trial[] {
  const carriers = carriersOf(input);
  if (carriers.length === 0) return [];
  const nothing = async () => {};
  return [
    {
      title: "VIPs asked for by ARP",
      questions: [],
      prepare: nothing,
      restore: nothing,
      look: async (lab) => {
        const lookAtAll = async () =>
          (await Promise.all(lab.plan.bridges.map((bridge) => lookAt(lab, bridge, carriers)))).flat();
        // On a busy machine a reply may come too late to be seen.
        return (await lookAtAll()).length === 0 ? [] : lookAtAll();
      },
    },
  ];
}

interface Carrier {
  readonly node: Node;
  readonly own: string;
  readonly vips: readonly { readonly address: string; readonly service: string }[];
}

/** Nodes that carry VIPs and whose kernel is set up by us. */
function carriersOf({ fleet, tree, isMeant }: TrialInput): Carrier[] {
  const units = new Set(tree.units.map(({ node, daemon }) => `${node} ${daemon}`));
  return [...fleet.nodes.values()].flatMap((node) => {
    const own = node.addresses.ipv4?.address;
    const vips = [...fleet.services.values()].flatMap((service) => {
      const address = service.vip.ipv4;
      const isCarried = isMeant(service.name) && isEmitted(service) && service.balance.nodes.includes(node);
      return address === undefined || !isCarried ? [] : [{ address, service: service.name }];
    });
    const isOurs = ANNOUNCERS.every((daemon) => units.has(`${node.name} ${daemon}`));
    return own === undefined || vips.length === 0 || !isOurs ? [] : [{ node, own, vips }];
  });
}

interface Plugged {
  readonly machine: Machine;
  readonly port: Port;
}

async function lookAt(lab: Lab, bridge: string, carriers: readonly Carrier[]): Promise<BrokenPromise[]> {
  const plugged = lab.plan.machines.flatMap((machine) =>
    machine.ports.filter((port) => port.bridge === bridge).map((port): Plugged => ({ machine, port })),
  );
  const here = carriers.flatMap((carrier) => {
    const at = plugged.find(({ machine }) => machine.node === carrier.node);
    return at === undefined ? [] : [{ ...carrier, mac: at.port.mac }];
  });
  const asker = askerOf(plugged);
  if (here.length === 0 || asker === undefined) return [];
  const addresses = new Set(here.flatMap(({ own, vips }) => [own, ...vips.map(({ address }) => address)]));
  const command = askArp(asker.port.name, asker.sender, [...addresses]);
  const { status, stdout, stderr } = await lab.exec(asker.machine.name, command);
  if (status !== 0) throw new Error(`${asker.machine.name} cannot ask by ARP: ${stderr.trim()}`);
  const claimed = new Set(stdout.split("\n"));
  return here.flatMap(({ node, own, vips, mac }) => {
    const about = (address: string) => ({
      nodes: [node.name],
      asked: `ARP request for ${address} from ${asker.machine.name}`,
    });
    const silent = claimed.has(`${own} ${mac}`)
      ? []
      : [{ ...about(own), wanted: "a reply, as for any own address", seen: "none, so nothing is known about VIPs" }];
    const greedy = vips
      .filter(({ address }) => claimed.has(`${address} ${mac}`))
      .map(({ address, service }) => ({
        ...about(address),
        service,
        wanted: "no reply, because other nodes may carry it, too",
        seen: `${node.name} claims it`,
      }));
    return [...silent, ...greedy];
  });
}

/** A router or client on the segment; each segment has a router. */
function askerOf(plugged: readonly Plugged[]): (Plugged & { sender: string }) | undefined {
  return plugged.flatMap((each) => {
    const sender = each.port.addresses.find((address) => !address.includes(":"))?.replace(/\/.*/, "");
    return sender === undefined || each.machine.kind === "node" ? [] : [{ ...each, sender }];
  })[0];
}
