import type { FrontendSection } from "../frontend/frontend-sections.ts";

/** In this session or the one that it resumes, a client sent a certificate that an authority of the catalog verifies. */
const IS_VERIFIED = "if { ssl_c_used } { ssl_c_verify 0 }";

/**
 * What members are told about a client's certificate (Configuration Manual 2.6, 7.3.4). Names are printed as in RFC
 * 2253, with control characters escaped; HAProxy does not escape a common name, so they are replaced there. If
 * certificates are optional, `NONE` means that the client sent none; one that cannot be verified ends the handshake.
 */
export function certificateHeaderRules({ entries, tls }: FrontendSection): string[] {
  // A service that requests certificates does not share its port: `tls/client-certificates-shared`.
  const [{ frontend }] = entries;
  if (!tls || frontend.spec.tls?.client_certificates?.headers !== true) return [];
  const told = [
    ["Subject-DN", "%[ssl_c_s_dn(,0,rfc2253)]"],
    ["Subject-CN", "%[ssl_c_s_dn(CN),regsub([[:cntrl:]],?,g)]"],
    ["Issuer-DN", "%[ssl_c_i_dn(,0,rfc2253)]"],
    ["Serial", "%[ssl_c_serial,hex]"],
    ["Fingerprint", "%[ssl_c_der,sha2(256),hex,lower]"],
  ];
  return [
    "http-request set-header X-SSL-Client-Verify NONE",
    `http-request set-header X-SSL-Client-Verify SUCCESS ${IS_VERIFIED}`,
    ...told.map(([name, value]) => `http-request set-header X-SSL-Client-${name} ${value} ${IS_VERIFIED}`),
  ];
}
