import { createSecureContext, type SecureContext } from "node:tls";
import { type MemberCertificates, SHOWN, type Shown } from "./conduct.ts";
import type { Listener } from "./listener.ts";

/** Certificates of stubs as TLS uses them. */
export interface MemberContexts {
  readonly of: (listener: Pick<Listener, "authority">) => SecureContext;
  readonly show: (certificates: string) => void;
}

export function memberContexts(certificates: MemberCertificates): MemberContexts {
  let shown: Shown = "own";
  let contexts = new Map<string, SecureContext>();
  return {
    of: ({ authority = "" }) => {
      const texts = certificates[shown];
      const pem = texts[authority] ?? texts[""];
      if (pem === undefined) throw new Error(`no certificate of kind ${shown}`);
      const context = contexts.get(pem) ?? createSecureContext({ cert: pem, key: pem });
      contexts.set(pem, context);
      return context;
    },
    show: (word) => {
      const next = SHOWN.find((each) => each === word);
      if (next === undefined) throw new Error(`no certificates of kind ${word}`);
      shown = next;
      // New contexts know no earlier session, so that none is resumed with the certificate of before.
      contexts = new Map();
    },
  };
}
