import { textOf } from "../../contract/lab-daemon.ts";
import type { Lab } from "../../lab/lab.ts";
import { CLIENT_CERTIFICATES } from "../../lab/machines/node-files.ts";
import { FOREIGN } from "../questions/question.ts";
import type { ClientCertificates } from "./answer.ts";

/** Certificates on the machines of clients; all have the same. */
export function certificatesOf(lab: Lab): ClientCertificates {
  const [client] = lab.plan.clients;
  const files = client === undefined ? [] : lab.files(client.name);
  const held = (path: string) => textOf(files, path.replace(/^\//, "")) ?? "";
  const folder = CLIENT_CERTIFICATES.own.replace(/^\//, "");
  const own = files
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .map(({ path, bytes }) => [path.slice(folder.length), bytes.toString("utf8")] as const);
  return {
    authority: held(CLIENT_CERTIFICATES.authority),
    own: { ...Object.fromEntries(own), [FOREIGN]: held(CLIENT_CERTIFICATES.foreign) },
  };
}
