/** An address that nobody has: RFC 5737, TEST-NET-1. What bears it on the way to a member comes from the client alone. */
export const FORGED = "192.0.2.255";

/**
 * Headers by which a member would take a load balancer's word: of each kind that is removed at least one (client's address,
 * scheme, host, what was asked, who the client is and by which certificate), and a spelling that CGI and WSGI take for another.
 */
export const FORGED_HEADERS: readonly string[] = [
  ...["X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host"],
  ...["X-Scheme", "X-Original-URL", "Remote-User", "X-SSL-Client-Verify"],
];
