import { textOf } from "../../contract/lab-daemon.ts";
import type { Lab } from "../../lab/lab.ts";
import { CLIENT_CERTIFICATES } from "../../lab/machines/node-files.ts";
import type { Task } from "./answer.ts";

/** Certificates on the machines of clients; all have the same. */
export function certificatesOf(lab: Lab): Pick<Task, "authority" | "own"> {
  const [client] = lab.plan.clients;
  const files = client === undefined ? [] : lab.files(client.name);
  const held = (path: string) => textOf(files, path.replace(/^\//, "")) ?? "";
  return { authority: held(CLIENT_CERTIFICATES.authority), own: held(CLIENT_CERTIFICATES.own) };
}
