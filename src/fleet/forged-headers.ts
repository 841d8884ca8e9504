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

/**
 * One for each word in the patterns of what is removed (generators/haproxy/http/forged-headers.ts): too many for each request, since
 * servers accept about a hundred headers.
 */
export const MORE_FORGED_HEADERS: readonly string[] = [
  ...["X-Forward-For", "X-Forwarded-Client-Cert", "Forwarded-For", "HTTP-X-Forwarded-For", "HTTP-Client-IP"],
  ...["Client-IP", "X-Connecting-IP", "Connection-IP", "X-Remote-IP", "X-Source-IP", "Src-IP", "Peer-IP", "True-IP"],
  ...["X-Originating-IP", "User-IP", "Socket-IP", "True-Client-IP", "CF-Connecting-IPv6", "X-Client-IP-Address"],
  ...["Client-Addr", "X-Real-Address", "Remote-Host", "Peer-Port", "X-Source-Port", "CF-Connecting-Host"],
  ...["CF-Pseudo-IPv4", "CF-IPCountry", "CF-Visitor", "CF-Access-JWT-Assertion", "Fastly-Client", "Fastly-SSL"],
  ...["X-Real-Proto", "X-Cluster-Client", "X-Azure-Ref", "X-Envoy-External-Address", "X-ARR-SSL", "X-AppEngine-City"],
  ...["X-Vercel-Country", "X-Proxy-User", "X-Nginx-Proxy", "X-ProxyUser-IP", "X-Custom-IP-Authorization", "Proxy"],
  ...["WL-Proxy-Client-IP", "Proxy-User", "Proxy-Remote-Addr", "WL-Proxy-SSL", "HTTP-X-Scheme", "X-URL-Scheme"],
  ...["X-Proto", "X-Protocol", "X-HTTPS", "HTTPS", "Front-End-Https", "X-Host", "X-HTTP-Host-Override", "X-Port"],
  ...["HTTP-X-Original-URI", "X-Rewrite-URL", "X-Unencoded-URL", "X-WAWS-Unencoded-URL", "X-IISNode-Logon"],
  ...["X-Script-Name", "Context-Path", "X-Mount-URL", "Base-Path", "X-Ingress-Prefix", "X-Request-URI"],
  ...["X-Request-Path", "X-Request-URL", "HTTP-X-Remote-Groups", "X-Authenticated-User", "X-Auth-Request-Email"],
  ...["Auth-Type", "X-WebAuth-User", "X-Authentik-Username", "X-Credential-Identifier", "X-Consumer-ID"],
  ...["X-Pomerium-JWT", "X-SAML-User", "Shib-Identity", "X-OIDC-Email", "Tailscale-User", "X-MS-Client-Principal"],
  ...["X-Goog-Authenticated-User-Email", "X-Goog-IAP-JWT", "X-Amzn-mTLS-Clientcert", "X-Amzn-OIDC-Identity"],
  ...["HTTP-X-SSL-Client-DN", "X-TLS-Verified", "mTLS-Subject", "X-Client-Cert", "Client-Certificate", "Peer-SSL"],
  ...["X-User-mTLS", "Client-Verified", "X-Client-Identity", "Peer-Subject", "X-Client-Issuer", "X-Client-Serial"],
  ...["X-Client-Fingerprint", "Client-Thumbprint", "X-Client-SAN", "X-Client-S-DN", "X-Client-CN", "X-Cert-Subject"],
  ...["Certificate-Issuer", "X-Subject-DN", "Issuer-CN", "X-HAProxy-Server-State"],
];
