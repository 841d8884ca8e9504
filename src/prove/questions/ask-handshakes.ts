import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { leastTls, MODERN_TLS, sharingPort, TLS_VERSIONS } from "../../fleet/least-tls.ts";
import { type Causes, valuesOf } from "./causes.ts";
import { clientHello } from "./client-hello.ts";
import { mentionsRaw } from "./headers-towards.ts";
import { onePerPlace } from "./one-per-place.ts";
import { withoutCertificate } from "./promised-headers.ts";
import { FOREIGN, PATIENCE, type ProbeTls, type Question } from "./question.ts";

/**
 * Questions about the handshake with a frontend that terminates TLS, from one client for each address and each place that it
 * is reached at: the least version and the one below it, and ciphers of old clients; client certificates, none and of another authority; HTTP/2.
 * @param questions those to the frontend
 */
export function askHandshakes(
  questions: readonly Question[],
  { service, frontend }: { service: Service; frontend: Frontend },
  fleet: Fleet,
): Question[] {
  if (frontend.spec.tls === undefined || frontend.protocol === "tls") return [];
  const sharing = sharingPort(service, frontend);
  return onePerPlace(questions.filter(isAnswered)).flatMap((question) => [
    ...because(
      askVersions(question, leastTls(sharing), fleet),
      sharing.flatMap((each) => valuesOf(each, ["tls", "min_version"])),
    ),
    // With versions older than that, old ciphers are wanted, too.
    ...(leastTls(sharing) === MODERN_TLS && !mentionsRaw("ciphers", fleet) ? [askOldCiphers(question)] : []),
    ...because(askCertificates(question, frontend), valuesOf(frontend, ["tls", "client_certificates"])),
    ...(speaksH2(frontend)
      ? because([withTls(question, "over HTTP/2", { h2: true })], valuesOf(frontend, ["tls", "alpn"]))
      : []),
  ]);
}

function because(questions: readonly Question[], causes: Causes): Question[] {
  return questions.map((question) => ({ ...question, causes: [...causes, ...question.causes] }));
}

/** Whether HTTP/2 is offered to clients, as it is by default. */
export function speaksH2({ protocol, spec }: Frontend): boolean {
  return protocol === "http" && spec.tls !== undefined && spec.tls.alpn?.includes("h2") !== false;
}

/** The same question, with other TLS. */
export function withTls(question: Question, how: string, tls: Partial<ProbeTls>): Question {
  const { asked, probe } = question;
  return { ...question, asked: `${asked} ${how}`, probe: { ...probe, tls: { ...probe.tls, ...tls } } };
}

function isAnswered({ wanted, probe }: Question): boolean {
  return probe.tls !== undefined && (wanted.kind === "member" || wanted.kind === "redirect");
}

function askVersions(question: Question, least: string, fleet: Fleet): Question[] {
  const below = TLS_VERSIONS[TLS_VERSIONS.indexOf(least) - 1];
  const { asked, probe } = question;
  const { tls, ...plain } = probe;
  const answered = withTls(ticketless(question, least, fleet), `by TLS ${least} alone`, { version: least });
  if (below === undefined) return [answered];
  const refused: Question = {
    ...question,
    asked: `${asked} by TLS ${below} alone`,
    probe: { ...plain, says: clientHello(below, tls?.servername), until: "data", timeout: PATIENCE },
    wanted: { kind: "alert", about: "version" },
  };
  return [answered, refused];
}

/** By TLS 1.3, a ticket may be no more than the number of a session. */
function ticketless(question: Question, version: string, fleet: Fleet): Question {
  const { wanted } = question;
  if (version > MODERN_TLS || mentionsRaw("tickets", fleet)) return question;
  return wanted.kind === "member" || wanted.kind === "redirect"
    ? { ...question, wanted: { ...wanted, ticketless: true } }
    : question;
}

function askOldCiphers(question: Question): Question {
  const { asked, probe } = question;
  const { tls, ...plain } = probe;
  const says = clientHello(MODERN_TLS, tls?.servername, "ciphers");
  return {
    ...question,
    asked: `${asked} by TLS ${MODERN_TLS} with ciphers of old clients`,
    probe: { ...plain, says, until: "data", timeout: PATIENCE },
    wanted: { kind: "alert", about: "ciphers" },
  };
}

function askCertificates(question: Question, { spec }: Frontend): Question[] {
  const clients = spec.tls?.client_certificates;
  if (clients === undefined) return [];
  const { asked, probe } = question;
  const refuse = (how: string, shows?: string): Question => {
    const { shows: _, ...tls } = probe.tls ?? {};
    return {
      ...question,
      asked: `${asked} ${how}`,
      // Nothing is said: in TLS 1.3 the alert comes after the handshake, and would be lost if data came in between.
      probe: { ...probe, says: "", tls: { ...tls, ...(shows === undefined ? {} : { shows }) } },
      wanted: { kind: "alert", about: "certificate" },
    };
  };
  const { shows: _, ...bare } = probe.tls ?? {};
  const without = "without a client certificate";
  return [
    clients.required === false
      ? {
          ...question,
          asked: `${asked} ${without}`,
          probe: { ...probe, tls: bare },
          wanted: withoutCertificate(question.wanted),
        }
      : refuse(without),
    refuse("with a client certificate of another authority", FOREIGN),
  ];
}
