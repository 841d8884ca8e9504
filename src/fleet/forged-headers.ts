/** An address that nobody has: RFC 5737, TEST-NET-1. A header with it at a member can only come from the client. */
export const FORGED = "192.0.2.255";

/**
 * Headers by which a member might trust a load balancer: of each kind that is removed at least one (client's address,
 * scheme, host, original request, client's identity and certificate), and a spelling that CGI and WSGI treat as
 * another.
 */
export const FORGED_HEADERS: readonly string[] = [
  ...["X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host"],
  ...["X-Scheme", "X-Original-URL", "Remote-User", "X-SSL-Client-Verify"],
];
