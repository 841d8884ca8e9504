import { textOf } from "../../contract/lab-daemon.ts";
import type { Lab } from "../../lab/lab.ts";
import { CLIENT_CERTIFICATES } from "../../lab/machines/node-files.ts";
import type { Task } from "./answer.ts";

/** Certificates on the machine of a client. */
export function certificatesOf(lab: Lab, client: string): Pick<Task, "authority" | "own"> {
  const files = lab.files(client);
  const held = (path: string) => textOf(files, path.replace(/^\//, "")) ?? "";
  return { authority: held(CLIENT_CERTIFICATES.authority), own: held(CLIENT_CERTIFICATES.own) };
}
