import type { Rule } from "./rule.ts";
import { accessClosed } from "./rules/access/access-closed.ts";
import { acmeClosed } from "./rules/access/acme-closed.ts";
import { blocked } from "./rules/access/blocked.ts";
import { limitsExcept } from "./rules/access/limits-except.ts";
import { managementFamily } from "./rules/access/management-family.ts";
import { managementOpen } from "./rules/access/management-open.ts";
import { portsSource } from "./rules/access/ports-source.ts";
import { backendMembers } from "./rules/backends/backend-members.ts";
import { backendUnused } from "./rules/backends/backend-unused.ts";
import { clientAddressHidden } from "./rules/backends/client-address-hidden.ts";
import { failback } from "./rules/backends/failback.ts";
import { memberFamily } from "./rules/backends/member-family.ts";
import { memberLoop } from "./rules/backends/member-loop.ts";
import { memberServerName } from "./rules/backends/member-server-name.ts";
import { memberTls } from "./rules/backends/member-tls.ts";
import { memberWeights } from "./rules/backends/member-weights.ts";
import { membersUnread } from "./rules/backends/members-unread.ts";
import { persistence } from "./rules/backends/persistence.ts";
import { persistenceMembers } from "./rules/backends/persistence-members.ts";
import { persistenceSameSite } from "./rules/backends/persistence-same-site.ts";
import { checkExpects } from "./rules/checks/check-expects.ts";
import { checkKeys } from "./rules/checks/check-keys.ts";
import { checkRhythm } from "./rules/checks/check-rhythm.ts";
import { checkTls } from "./rules/checks/check-tls.ts";
import { commandDirectory } from "./rules/checks/command-directory.ts";
import { healthMembers } from "./rules/checks/health-members.ts";
import { monitoringFigures } from "./rules/checks/monitoring-figures.ts";
import { monitoringMinimum } from "./rules/checks/monitoring-minimum.ts";
import { production } from "./rules/checks/production.ts";
import { bindDuplicate } from "./rules/frontends/bind-duplicate.ts";
import { bindNodePort } from "./rules/frontends/bind-node-port.ts";
import { clientCertificates } from "./rules/frontends/client-certificates.ts";
import { clientCertificatesOptional } from "./rules/frontends/client-certificates-optional.ts";
import { frontendBackend } from "./rules/frontends/frontend-backend.ts";
import { frontendDisagreement } from "./rules/frontends/frontend-disagreement.ts";
import { frontendTls } from "./rules/frontends/frontend-tls.ts";
import { frontendUdp } from "./rules/frontends/frontend-udp.ts";
import { hostnameClaims } from "./rules/frontends/hostname-claims.ts";
import { hostnameSyntax } from "./rules/frontends/hostname-syntax.ts";
import { hostnamesNeeded } from "./rules/frontends/hostnames-needed.ts";
import { httpOnly } from "./rules/frontends/http-only.ts";
import { protocolMismatch } from "./rules/frontends/protocol-mismatch.ts";
import { tlsNameNotCovered } from "./rules/frontends/tls-name-not-covered.ts";
import { groupEmpty } from "./rules/nodes/group-empty.ts";
import { groupSite } from "./rules/nodes/group-site.ts";
import { networkLength } from "./rules/nodes/network-length.ts";
import { networkListsRule } from "./rules/nodes/network-lists.ts";
import { nodeAddress } from "./rules/nodes/node-address.ts";
import { nodeInterface } from "./rules/nodes/node-interface.ts";
import { nodeName } from "./rules/nodes/node-name.ts";
import { pathCase } from "./rules/routes/path-case.ts";
import { redirectKeepPath } from "./rules/routes/redirect-keep-path.ts";
import { redirectLoop } from "./rules/routes/redirect-loop.ts";
import { redirectTarget } from "./rules/routes/redirect-target.ts";
import { routeUnreachable } from "./rules/routes/route-unreachable.ts";
import { fileGenerated } from "./rules/values/file-generated.ts";
import { rawLine } from "./rules/values/raw-line.ts";
import { settingEmpty } from "./rules/values/setting-empty.ts";
import { settingRemoved } from "./rules/values/setting-removed.ts";
import { settingTooSmall } from "./rules/values/setting-too-small.ts";
import { stateDraining } from "./rules/values/state-draining.ts";
import { unused } from "./rules/values/unused.ts";
import { anycastPlain } from "./rules/vips/anycast-plain.ts";
import { balanceRole } from "./rules/vips/balance-role.ts";
import { vipAddress } from "./rules/vips/vip-address.ts";
import { vipBalance } from "./rules/vips/vip-balance.ts";
import { vipFallback } from "./rules/vips/vip-fallback.ts";
import { vipFamily } from "./rules/vips/vip-family.ts";
import { vipNodes } from "./rules/vips/vip-nodes.ts";

/** All rules, sorted by name. */
export const RULES: readonly Rule[] = [
  accessClosed,
  acmeClosed,
  anycastPlain,
  backendMembers,
  backendUnused,
  balanceRole,
  bindDuplicate,
  bindNodePort,
  blocked,
  checkExpects,
  checkKeys,
  checkRhythm,
  checkTls,
  clientAddressHidden,
  clientCertificates,
  clientCertificatesOptional,
  commandDirectory,
  failback,
  fileGenerated,
  frontendBackend,
  frontendDisagreement,
  frontendTls,
  frontendUdp,
  groupEmpty,
  groupSite,
  healthMembers,
  hostnameClaims,
  hostnameSyntax,
  hostnamesNeeded,
  httpOnly,
  limitsExcept,
  managementFamily,
  managementOpen,
  memberFamily,
  memberLoop,
  memberServerName,
  memberTls,
  memberWeights,
  membersUnread,
  monitoringFigures,
  monitoringMinimum,
  networkLength,
  networkListsRule,
  nodeAddress,
  nodeInterface,
  nodeName,
  pathCase,
  persistence,
  persistenceMembers,
  persistenceSameSite,
  portsSource,
  production,
  protocolMismatch,
  rawLine,
  redirectKeepPath,
  redirectLoop,
  redirectTarget,
  routeUnreachable,
  settingEmpty,
  settingRemoved,
  settingTooSmall,
  stateDraining,
  tlsNameNotCovered,
  unused,
  vipAddress,
  vipBalance,
  vipFallback,
  vipFamily,
  vipNodes,
];
