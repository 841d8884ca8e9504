import type { CodeEntry } from "../contract/finding.ts";

function error(about: string): CodeEntry {
  return { severity: "error", about };
}

/** Findings of the stages from the catalog's files to the linked fleet. Rules, generators and output have their own. */
export const CODES: Readonly<Record<string, CodeEntry>> = {
  "address/host-bits": error(
    "A network has bits set below its prefix length: either the address or the length is wrong. Write the network's own address, or the address alone.",
  ),
  "address/invalid": error(
    "A string is not a valid address, interface address with prefix length, or network where one is needed. Short, octal and zoned forms are not accepted.",
  ),
  "catalog/defined-twice": error(
    "Something is defined in two places. Which one wins would depend on the order of files, so neither is used.",
  ),
  "catalog/empty": error("The folder contains no YAML file."),
  "catalog/ignore-file": error(
    "An `.intentlbignore` cannot be read, or has a pattern that can match nothing. Files that it should exclude would be read, or the other way round.",
  ),
  "catalog/is-output": error(
    "The catalog's folder is one that `build` writes to. A catalog is never read from an output folder, because generated files are not a source.",
  ),
  "catalog/link": error(
    "A YAML file of the catalog is a symbolic link, or a link leads to a folder with YAML files. Links are not followed: a catalog must not read files outside its folder. Other links are ignored.",
  ),
  "catalog/name-taken": error(
    "A name has two meanings: nodes, groups and networks share one namespace; `world` and `std/…` are built in.",
  ),
  "catalog/no-fleet": error(
    "No file has the section `fleet`, which every catalog needs once, so this is not a catalog. Its files are not checked further.",
  ),
  "catalog/not-text": error("A file of the catalog is not UTF-8 text."),
  "catalog/too-large": error("A file of the catalog is larger than 8 MB, which is a mistake or an attack."),
  "catalog/unreadable": error("A file or folder of the catalog cannot be read, or is not a regular file."),
  "language/bad-name": error("A name has characters that names cannot have, is too long, or is only a number."),
  "language/bad-value": error(
    "A value has the right type, but is not one of the allowed values or does not have the required form.",
  ),
  "language/blank": error(
    "A key has no value, perhaps because its children were commented out. An empty key is never read as unset: for `access`, that would open a service.",
  ),
  "language/empty": error("A list or map that needs an element is empty."),
  "language/missing-key": error("A required key is set in no layer."),
  "language/unknown-key": error("The language has no such key here. A misspelt key is never ignored."),
  "language/wrong-type": error("A value has the wrong type: a string instead of a number, a list instead of a map."),
  "reference/file": error(
    "A file that the catalog refers to is not in its folder, is reached through a link, is too large or is not text.",
  ),
  "reference/unknown-backend": error("A frontend or route refers to a backend that its service does not have."),
  "reference/unknown-certificate": error("The catalog refers to a certificate that it does not define."),
  "reference/unknown-group": error(
    "The catalog refers to a group that it does not define. Groups must be declared, so a misspelt name cannot become an empty backend.",
  ),
  "reference/unknown-network": error("The catalog refers to a network that it does not define."),
  "reference/unknown-node": error("The catalog refers to a node that it does not define."),
  "reference/unknown-node-or-group": error("A name is neither a node nor a group."),
  "reference/unknown-profile": error("`extends` refers to a profile that neither the catalog nor intentlb defines."),
  "reference/unknown-service": error("The catalog refers to a service that it does not define."),
  "reference/unknown-site": error("The catalog refers to a site that the fleet does not have."),
  "reference/unknown-team": error("The catalog refers to a team that it does not define."),
  "reference/unknown-vip": error("The catalog refers to a VIP that it does not define."),
  "resolve/access-in-defaults": error(
    "`access` is set in `defaults`. Set it in a service or its profiles, where people who read the service see it.",
  ),
  "resolve/access-removed": error(
    "`null` would remove a restriction, or an entry that contains one. Access never becomes wider by omission: write the access that you want.",
  ),
  "resolve/address-in-defaults": error(
    "`defaults.vip` has an address, which every VIP would inherit. Set addresses at each VIP.",
  ),
  "resolve/cycle": error("Profiles extend each other in a cycle."),
  "resolve/extends-in-defaults": error(
    "`extends` is set in `defaults`, which are below all profiles and inherit from none. The profile's values, including its restrictions, would apply to no service.",
  ),
  "resolve/no-order": error("Two profiles are inherited in both orders, so it is undefined which one wins."),
  "resolve/no-port": error(
    "Members have no port: neither they nor their backend set one, and the frontends imply none. Either no frontend leads to the backend directly, or TLS ends or starts behind a port that implies no other (443 implies 80, 80 implies 443), or two frontends imply different ports. Set the backend's `port`.",
  ),
  "resolve/nothing-to-extend": error("`!append` or `!prepend` is used where nothing is inherited."),
  "resolve/nothing-to-remove": error(
    "`null` is used where nothing is inherited. Most often the name is misspelt, and what should be removed would remain.",
  ),
  "resolve/too-long": error(
    "More than 64 steps of `extends` lie between a service or profile and an ancestor. Nobody could tell where a value comes from.",
  ),
  "yaml/alias-bomb": error("Aliases expand to more values than any catalog has."),
  "yaml/ambiguous": error(
    "A number or word without quotes that YAML parsers read differently: `1e3`, `0x1F`, `8080.0`, `no`, `12:30`, or a date where a string is meant. Write quotes, or the number in its ordinary form.",
  ),
  "yaml/character": error(
    "A file has a character that is invisible or that no configuration can contain: a control character, half of a surrogate pair, a zero-width character, or one that changes the text direction. It may be written as an escape, or be in a comment.",
  ),
  "yaml/duplicate-key": error("A key appears twice in one map; YAML parsers differ in which one they use."),
  "yaml/syntax": error("The file is not YAML 1.2, or uses more of it than the language does."),
  "yaml/unknown-tag": error("A tag is neither `!append` nor `!prepend`, or is used where nothing can be inherited."),
};
