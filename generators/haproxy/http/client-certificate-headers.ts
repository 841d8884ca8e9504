import type { FrontendSection } from "../frontend/frontend-sections.ts";

/** A certificate was shown, in this session or the one that it resumes, and an authority of the catalog vouches for it. */
const IS_VERIFIED = "if { ssl_c_used } { ssl_c_verify 0 }";

/**
 * What members are told about a client's certificate (Configuration Manual 2.6, 7.3.4). Names are printed as RFC 2253 has it,
 * control characters escaped; a common name comes as it is, so they are replaced there. Where clients need not show one, `NONE`
 * says that nobody did; one that can't be verified ends the handshake.
 */
export function certificateHeaderRules({ entries, tls }: FrontendSection): string[] {
  // Who asks for certificates shares the port with nobody: `tls/client-certificates-shared`.
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
