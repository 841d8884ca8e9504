import { domainToASCII, domainToUnicode } from "node:url";

/** What is wrong with a host name, and what to write instead. */
export interface HostnameFault {
  readonly code: "hostname/wildcard" | "hostname/not-ascii" | "hostname/upper-case" | "hostname/invalid";
  /** Completes a sentence that starts with the name. */
  readonly message: string;
  readonly help: string;
}

/** What is allowed besides letters, digits and dashes. */
export interface HostnameOptions {
  /** Labels such as `_ldap`, which only names in the DNS have. */
  readonly underscores?: boolean;
  /** An IPv4 address instead of a name. */
  readonly address?: boolean;
}

/**
 * Why a name is not a host name as daemons and certificates compare it: labels of lower-case letters, digits and inner
 * dashes (RFC 1123 section 2.1), internationalised ones in punycode (RFC 5890).
 */
export function hostnameFault(name: string, options: HostnameOptions = {}): HostnameFault | undefined {
  if (name.includes("*")) return WILDCARD;
  if (/[^\x20-\x7e]/.test(name)) return notAscii(name);
  if (/[A-Z]/.test(name)) {
    return { code: "hostname/upper-case", message: "has upper-case letters", help: `write \`${name.toLowerCase()}\`` };
  }
  if (name.endsWith(".")) return invalid("ends in a dot", `write \`${name.replace(/\.+$/, "")}\``);
  if (!options.address && /(?:^|\.)[0-9]+$/.test(name)) {
    return invalid("is an address or ends in a number", "write a name; addresses belong in `vips`");
  }
  for (const label of name.split(".")) {
    const fault = labelFault(options.underscores ? label.replaceAll("_", "x") : label);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const WILDCARD: HostnameFault = {
  code: "hostname/wildcard",
  message: "is a wildcard",
  help: "list each name of the service; only names of certificates may be wildcards",
};

const LABELS = "labels between dots have 1 to 63 letters, digits and inner dashes";

function invalid(message: string, help: string): HostnameFault {
  return { code: "hostname/invalid", message, help };
}

function notAscii(name: string): HostnameFault {
  const punycode = domainToASCII(name);
  const help = punycode === "" ? "write its punycode form (xn--…)" : `write its punycode form \`${punycode}\``;
  return { code: "hostname/not-ascii", message: "has letters outside ASCII", help };
}

function labelFault(label: string): HostnameFault | undefined {
  if (label === "") return invalid("has an empty label", LABELS);
  if (label.length > 63) return invalid(`has a label of ${label.length} characters`, LABELS);
  if (label.includes("_")) return invalid("has an underscore", LABELS);
  if (label.startsWith("-") || label.endsWith("-")) return invalid("has a label that starts or ends in a dash", LABELS);
  if (!/^[a-z0-9-]+$/.test(label)) return invalid("has invalid characters", LABELS);
  if (label.startsWith("xn--") && !isPunycode(label)) {
    return invalid(
      `has a label ${label} that is not punycode`,
      "copy the punycode form from the domain's registration",
    );
  }
  return undefined;
}

/** Whether a label encodes a non-ASCII one. Versions of Node differ in their result for one that does not. */
function isPunycode(label: string): boolean {
  return domainToASCII(label) === label && !["", label].includes(domainToUnicode(label));
}
