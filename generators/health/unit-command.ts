/**
 * The command that a systemd unit starts, without its prefix characters, and with the capabilities that the unit leaves
 * it; systemd.service(5), systemd.exec(5).
 */
export function unitCommand(unit: string): string {
  const command = setting(unit, "ExecStart")?.replace(/^[-@:+!]*/, "");
  if (command === undefined) throw new Error("a unit without ExecStart");
  const left = setting(unit, "CapabilityBoundingSet");
  const privileges = [
    ...(left === undefined ? [] : [`--bounding-set ${boundingSet(left)}`]),
    ...(setting(unit, "NoNewPrivileges") === "yes" ? ["--no-new-privs"] : []),
  ];
  return privileges.length === 0 ? command : `setpriv ${privileges.join(" ")} ${command}`;
}

function setting(unit: string, key: string): string | undefined {
  const line = unit.split("\n").find((each) => each.startsWith(`${key}=`));
  return line?.slice(key.length + 1).trim();
}

/** In the format of setpriv(1): `-all,+net_admin`. */
function boundingSet(capabilities: string): string {
  const names = capabilities.split(/\s+/).map((name) => `+${name.replace(/^CAP_/, "").toLowerCase()}`);
  return ["-all", ...names].join(",");
}
