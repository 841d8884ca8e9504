import type { Rule } from "./rule.ts";
import { accessClosed } from "./rules/access-closed.ts";
import { acmeClosed } from "./rules/acme-closed.ts";
import { anycastPlain } from "./rules/anycast-plain.ts";
import { backendMembers } from "./rules/backend-members.ts";
import { backendUnused } from "./rules/backend-unused.ts";
import { balanceRole } from "./rules/balance-role.ts";
import { bindDuplicate } from "./rules/bind-duplicate.ts";
import { bindNodePort } from "./rules/bind-node-port.ts";
import { blocked } from "./rules/blocked.ts";
import { checkExpects } from "./rules/check-expects.ts";
import { checkKeys } from "./rules/check-keys.ts";
import { checkRhythm } from "./rules/check-rhythm.ts";
import { checkTls } from "./rules/check-tls.ts";
import { clientAddressHidden } from "./rules/client-address-hidden.ts";
import { clientCertificates } from "./rules/client-certificates.ts";
import { clientCertificatesOptional } from "./rules/client-certificates-optional.ts";
import { commandDirectory } from "./rules/command-directory.ts";
import { failback } from "./rules/failback.ts";
import { fileGenerated } from "./rules/file-generated.ts";
import { frontendBackend } from "./rules/frontend-backend.ts";
import { frontendDisagreement } from "./rules/frontend-disagreement.ts";
import { frontendTls } from "./rules/frontend-tls.ts";
import { frontendUdp } from "./rules/frontend-udp.ts";
import { groupEmpty } from "./rules/group-empty.ts";
import { groupSite } from "./rules/group-site.ts";
import { healthMembers } from "./rules/health-members.ts";
import { hostnameClaims } from "./rules/hostname-claims.ts";
import { hostnameSyntax } from "./rules/hostname-syntax.ts";
import { hostnamesNeeded } from "./rules/hostnames-needed.ts";
import { httpOnly } from "./rules/http-only.ts";
import { limitsExcept } from "./rules/limits-except.ts";
import { managementFamily } from "./rules/management-family.ts";
import { managementOpen } from "./rules/management-open.ts";
import { memberFamily } from "./rules/member-family.ts";
import { memberLoop } from "./rules/member-loop.ts";
import { memberServerName } from "./rules/member-server-name.ts";
import { memberTls } from "./rules/member-tls.ts";
import { memberWeights } from "./rules/member-weights.ts";
import { membersUnread } from "./rules/members-unread.ts";
import { monitoringFigures } from "./rules/monitoring-figures.ts";
import { monitoringMinimum } from "./rules/monitoring-minimum.ts";
import { networkLength } from "./rules/network-length.ts";
import { networkListsRule } from "./rules/network-lists.ts";
import { nodeAddress } from "./rules/node-address.ts";
import { nodeInterface } from "./rules/node-interface.ts";
import { nodeName } from "./rules/node-name.ts";
import { pathCase } from "./rules/path-case.ts";
import { persistence } from "./rules/persistence.ts";
import { persistenceMembers } from "./rules/persistence-members.ts";
import { persistenceSameSite } from "./rules/persistence-same-site.ts";
import { portsSource } from "./rules/ports-source.ts";
import { production } from "./rules/production.ts";
import { protocolMismatch } from "./rules/protocol-mismatch.ts";
import { rawLine } from "./rules/raw-line.ts";
import { redirectKeepPath } from "./rules/redirect-keep-path.ts";
import { redirectLoop } from "./rules/redirect-loop.ts";
import { redirectTarget } from "./rules/redirect-target.ts";
import { routeUnreachable } from "./rules/route-unreachable.ts";
import { settingEmpty } from "./rules/setting-empty.ts";
import { settingRemoved } from "./rules/setting-removed.ts";
import { settingTooSmall } from "./rules/setting-too-small.ts";
import { stateDraining } from "./rules/state-draining.ts";
import { tlsNameNotCovered } from "./rules/tls-name-not-covered.ts";
import { unused } from "./rules/unused.ts";
import { vipAddress } from "./rules/vip-address.ts";
import { vipBalance } from "./rules/vip-balance.ts";
import { vipFallback } from "./rules/vip-fallback.ts";
import { vipFamily } from "./rules/vip-family.ts";
import { vipNodes } from "./rules/vip-nodes.ts";

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
