import type { CodeEntry } from "../contract/code-entry.ts";

function error(about: string): CodeEntry {
  return { severity: "error", about };
}

/** Findings of the stages from the catalog's files to the linked fleet. Rules, generators and output bring their own. */
export const CODES: Readonly<Record<string, CodeEntry>> = {
  "address/host-bits": error(
    "A network has bits set below its prefix length: either the address or the length is wrong. Write the network's own address, or the address alone.",
  ),
  "address/invalid": error(
    "A text that should be an address, an interface's address with its prefix length, or a network is none. Short, octal and zoned forms are not accepted.",
  ),
  "catalog/defined-twice": error(
    "Something is defined in two places. Which of them counts would depend on the order of files, so neither does.",
  ),
  "catalog/empty": error("The folder holds no YAML file."),
  "catalog/ignore-file": error(
    "An `.intentlbignore` can't be read, or has a pattern that matches nothing. What it was to leave out would be read, or the other way round.",
  ),
  "catalog/is-output": error(
    "The catalog's folder is one that `build` writes to. A catalog is never read from there, since what was generated is not what was meant.",
  ),
  "catalog/link": error(
    "A YAML file of the catalog is a symbolic link, or a link leads to a folder with YAML files. Links are not followed: a catalog must not read what lies outside of it. Other links are no concern of the catalog's.",
  ),
  "catalog/name-taken": error(
    "A name means two things: nodes, groups and networks share one name space, `world` and `std/…` are built in.",
  ),
  "catalog/no-fleet": error(
    "No file has the section `fleet`, which every catalog needs once, so this is not a catalog. Nothing else is said about its files.",
  ),
  "catalog/not-text": error("A file of the catalog is not UTF-8 text."),
  "catalog/too-large": error("A file of the catalog is larger than 8 MB, which is a mistake or an attack."),
  "catalog/unreadable": error("A file or folder of the catalog can't be read, or is no regular file."),
  "language/bad-name": error("A name has characters that names can't have, is too long, or is a mere number."),
  "language/bad-value": error(
    "A value has the right type, but is not one of those allowed or not of the form that is needed.",
  ),
  "language/blank": error(
    "A key has no value: its children were commented out, perhaps. A blank is never read as nothing, since for `access` that would open a service.",
  ),
  "language/empty": error("A list or map that needs an element is empty."),
  "language/missing-key": error("Something that is needed is said in no layer."),
  "language/unknown-key": error("The language has no such key here. A misspelt key is never ignored."),
  "language/wrong-type": error("A value is of the wrong type: a text instead of a number, a list instead of a map."),
  "reference/file": error(
    "A file that the catalog names is not in its folder, is reached through a link, is too large or is not text.",
  ),
  "reference/unknown-backend": error("A frontend or route names a backend that its service does not have."),
  "reference/unknown-certificate": error("A certificate is named that the catalog does not define."),
  "reference/unknown-group": error(
    "A group is named that the catalog does not define. Groups are declared, so that a misspelt one is no empty pool.",
  ),
  "reference/unknown-network": error("A network is named that the catalog does not define."),
  "reference/unknown-node": error("A node is named that the catalog does not define."),
  "reference/unknown-node-or-group": error("A name stands for no node and no group."),
  "reference/unknown-profile": error("A profile is extended that neither the catalog nor intentlb defines."),
  "reference/unknown-service": error("A service is named that the catalog does not define."),
  "reference/unknown-site": error("A site is named that the fleet does not have."),
  "reference/unknown-team": error("A team is named that the catalog does not define."),
  "reference/unknown-vip": error("A VIP is named that the catalog does not define."),
  "resolve/access-in-defaults": error(
    "`access` stands in `defaults`. Who may reach a service is said in its profiles or in itself, where its reader sees it.",
  ),
  "resolve/access-removed": error(
    "`null` would remove a restriction, or an entry that carries one. Nothing becomes wider by omission: state the access that is meant.",
  ),
  "resolve/address-in-defaults": error(
    "`defaults.vip` has an address, which every VIP would have. State addresses at each VIP.",
  ),
  "resolve/cycle": error("Profiles extend each other in a circle."),
  "resolve/extends-in-defaults": error(
    "`extends` stands in `defaults`, which lie beneath all profiles and inherit from none. What the profile says, its restrictions too, would hold for no service.",
  ),
  "resolve/no-order": error("Two profiles are inherited in both orders, so that there is no answer to which one wins."),
  "resolve/no-port": error(
    "Members have no port: neither they nor their backend state one, and none follows from the frontends. No frontend leads to the backend directly, or TLS ends or starts behind a port that implies no other (443 implies 80, 80 implies 443), or two frontends imply different ports. Set the backend's `port`.",
  ),
  "resolve/nothing-to-extend": error("`!append` or `!prepend` stands where nothing is inherited."),
  "resolve/nothing-to-remove": error(
    "`null` stands where nothing is inherited. It is most often a misspelt name, and what was to be removed would stay.",
  ),
  "resolve/too-long": error(
    "More than 64 steps of `extends` lie between a service or profile and an ancestor. Nobody could say where a value comes from.",
  ),
  "yaml/alias-bomb": error("Aliases multiply into more values than any catalog has."),
  "yaml/ambiguous": error(
    "A number or word without quotes that readers of YAML take differently: `1e3`, `0x1F`, `8080.0`, `no`, `12:30`, or a day where a text is meant. Quotes, or the ordinary spelling of the number, say which is meant.",
  ),
  "yaml/character": error(
    "A file has a character that nobody sees or that no configuration can hold: a control character, half of a surrogate pair, something of no width, or what changes the direction of writing. It may be written as an escape, or be in a comment.",
  ),
  "yaml/duplicate-key": error("A key is given twice in one map; YAML readers differ in which they take."),
  "yaml/syntax": error("The file is not YAML 1.2, or uses more of it than the language does."),
  "yaml/unknown-tag": error("A tag is neither `!append` nor `!prepend`, or stands where nothing can be inherited."),
};
