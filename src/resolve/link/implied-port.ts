import type { FindingDraft } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";
import { keySpan, type MapTree, nearest, type Tree } from "../../contract/tree.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";

/** A frontend that leads to the backend, and the port that it implies for members, if any. */
interface Leading {
  readonly name: string;
  readonly port: number;
  readonly tls: boolean;
  readonly implied: number | undefined;
}

/** The port of members that set none, or why there is no such port. */
export type ImpliedPort = { readonly port: number } | { readonly missing: FindingDraft };

/**
 * Members listen on the port of the frontends that lead to their backend. If TLS of an http frontend ends or starts in
 * between, members use another port: 80 behind 443 and 443 behind 80, the usual ports of their protocol; other ports
 * imply nothing. All frontends must imply the same port.
 *
 * @param where path of the backend, for the message
 */
export function impliedPort({ spec, tree }: MergedService, name: string, where: string): ImpliedPort {
  const encrypted = spec.backends?.[name]?.tls !== undefined;
  const leading = Object.entries(spec.frontends)
    .filter(([, frontend]) => frontend.backend === name && frontend.redirect === undefined)
    .sort(byKey)
    .map(([key, { protocol, port, tls }]): Leading => {
      const ends = tls !== undefined;
      const same = protocol !== "http" || ends === encrypted;
      return { name: key, port, tls: ends, implied: same ? port : usualPort(port, encrypted) };
    });
  const [some] = leading;
  const [first, ...others] = leading.filter(({ implied }) => implied !== undefined);
  const draft = {
    code: "resolve/no-port" as const,
    help: `set the port that the members listen on: \`port\` of backend ${name}`,
  };
  if (some === undefined) {
    const message = `${where} has no port for its members: no frontend leads to it directly`;
    return { missing: { ...draft, message, at: place(tree, ["backends", name]), help: "set the backend's `port`" } };
  }
  if (first?.implied === undefined)
    return { missing: { ...draft, ...saysNothing(some, where), at: portOf(tree, some) } };
  const other = others.find(({ implied }) => implied !== first.implied);
  if (other !== undefined) {
    const message = `${where} has no port for its members: frontends ${first.name} and ${other.name} imply different ones, ${first.implied} and ${other.implied}`;
    const notes = [{ message: `frontend ${other.name} implies ${other.implied}`, at: portOf(tree, other) }];
    return { missing: { ...draft, message, at: portOf(tree, first), notes } };
  }
  return { port: first.implied };
}

function usualPort(port: number, encrypted: boolean): number | undefined {
  if (encrypted) return port === 80 ? 443 : undefined;
  return port === 443 ? 80 : undefined;
}

function saysNothing({ name, port, tls }: Leading, where: string): { readonly message: string } {
  const why = tls
    ? `TLS ends at frontend ${name} on ${port}, and only 443 implies 80`
    : `TLS starts behind frontend ${name} on ${port}, and only 80 implies 443`;
  return { message: `${where} has no port for its members: ${why}` };
}

function portOf(tree: MapTree, { name }: Leading): Span {
  return place(tree, ["frontends", name, "port"]);
}

/** The innermost place on the path that the catalog's author wrote; a built-in profile cannot be edited. */
function place(tree: MapTree, path: readonly string[]): Span {
  for (let length = path.length; length > 0; length--) {
    const found: Tree = nearest(tree, path.slice(0, length));
    if (!found.source.builtin) return keySpan(found);
  }
  return keySpan(tree);
}
