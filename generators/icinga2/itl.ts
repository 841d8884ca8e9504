import { PLUGIN_FOLDER } from "../../src/checks/to-plugin.ts";
import type { Value } from "./quote.ts";
import { withoutMacros } from "./quote.ts";

/** A check command and its `vars`, in which `$intentlb_address$` is the address to check. */
export interface CommandUse {
  readonly command: string;
  readonly vars: Readonly<Record<string, Value>>;
}

/** Macro that the rules set to the address to check. */
export const ADDRESS = "$intentlb_address$";

/** A command of Icinga's template library: the variable for each flag of the plugin. */
interface LibraryCommand {
  readonly command: string;
  /** Flags with a value. */
  readonly values: Readonly<Record<string, string>>;
  /** Flags without. */
  readonly switches?: Readonly<Record<string, string>>;
  /** Always set, to override defaults of the library. */
  readonly fixed?: Readonly<Record<string, Value>>;
}

/** From /usr/share/icinga2/include/command-plugins.conf of 2.13. */
const LIBRARY: Readonly<Record<string, readonly LibraryCommand[]>> = {
  check_http: [
    {
      command: "http",
      values: {
        ...{ "-I": "http_address", "-p": "http_port", "-H": "http_vhost", "-u": "http_uri", "-e": "http_expect" },
        ...{ "-s": "http_string", "-d": "http_headerstring", "-w": "http_warn_time", "-c": "http_critical_time" },
        "-t": "http_timeout",
      },
      switches: { "-S": "http_ssl", "--sni": "http_sni" },
    },
  ],
  check_tcp: [
    {
      command: "tcp",
      values: {
        ...{ "-H": "tcp_address", "-p": "tcp_port", "-s": "tcp_send", "-e": "tcp_expect", "-M": "tcp_mismatch" },
        ...{ "-w": "tcp_wtime", "-c": "tcp_ctime", "-t": "tcp_timeout" },
      },
      switches: { "-S": "tcp_ssl", "-E": "tcp_escape_send" },
    },
    {
      command: "ssl",
      values: { "-H": "ssl_address", "-p": "ssl_port", "--sni": "ssl_sni", "-t": "ssl_timeout" },
      switches: { "-S": "" },
    },
  ],
  check_ldap: [
    {
      command: "ldap",
      values: {
        ...{ "-H": "ldap_address", "-p": "ldap_port", "-b": "ldap_base" },
        ...{ "-w": "ldap_warning", "-c": "ldap_critical", "-t": "ldap_timeout" },
      },
      switches: { "-3": "ldap_v3" },
      fixed: { ldap_v2: false },
    },
  ],
  // The library's own command only warns about a server that hangs up: right if warnings about slow responses are
  // wanted.
  check_smtp: [
    {
      command: strictCommand("smtp"),
      values: { "-H": "smtp_address", "-p": "smtp_port", "-c": "smtp_critical", "-t": "smtp_timeout" },
    },
    {
      command: "smtp",
      values: {
        ...{ "-H": "smtp_address", "-p": "smtp_port", "-w": "smtp_warning", "-c": "smtp_critical" },
        "-t": "smtp_timeout",
      },
    },
  ],
  check_imap: [
    {
      command: "imap",
      values: {
        ...{ "-H": "imap_address", "-p": "imap_port", "-M": "imap_mismatch" },
        ...{ "-w": "imap_warning", "-c": "imap_critical", "-t": "imap_timeout" },
      },
      switches: { "-S": "imap_ssl" },
    },
  ],
  // It also only warns about a name server that refuses, or has no record.
  check_dig: [
    {
      command: strictCommand("dig"),
      values: {
        ...{ "-H": "dig_server", "-p": "dig_port", "-l": "dig_lookup", "-T": "dig_record_type" },
        ...{ "-c": "dig_critical", "-t": "dig_timeout" },
      },
    },
    {
      command: "dig",
      values: {
        ...{ "-H": "dig_server", "-p": "dig_port", "-l": "dig_lookup", "-T": "dig_record_type" },
        ...{ "-w": "dig_warning", "-c": "dig_critical", "-t": "dig_timeout" },
      },
    },
  ],
  check_ntp_time: [
    {
      command: "ntp_time",
      values: {
        ...{ "-H": "ntp_address", "-p": "ntp_port", "-w": "ntp_warning", "-c": "ntp_critical" },
        "-t": "ntp_timeout",
      },
    },
  ],
  check_ssh: [{ command: "ssh", values: { "-H": "ssh_address", "-p": "ssh_port", "-t": "ssh_timeout" } }],
  check_mysql: [
    {
      command: "mysql",
      values: { "-H": "mysql_hostname", "-P": "mysql_port", "-u": "mysql_username" },
      switches: { "-n": "mysql_ignore_auth" },
    },
  ],
  check_pgsql: [
    {
      command: "pgsql",
      values: {
        ...{ "-H": "pgsql_hostname", "-P": "pgsql_port", "-l": "pgsql_username", "-d": "pgsql_database" },
        ...{ "-w": "pgsql_warning", "-c": "pgsql_critical", "-t": "pgsql_timeout" },
      },
    },
  ],
};

/** Check commands for programs of our own, which are called `check_haproxy` and so on. */
export const HAPROXY = "intentlb:haproxy";
export const BIRD_SESSION = "intentlb:bird_session";
export const CERTIFICATE = "intentlb:certificate";

/** The program of our own that a command runs, if it runs one. */
export function ownProgram(command: string): string | undefined {
  if (![HAPROXY, BIRD_SESSION, CERTIFICATE].includes(command)) return undefined;
  return command.replace("intentlb:", "check_");
}

/** Commands of the library that only warn if a server does not work. `intentlb:smtp` makes that critical. */
export const LENIENT_COMMANDS = ["dig", "smtp"] as const;

export function strictCommand(library: (typeof LENIENT_COMMANDS)[number]): string {
  return `intentlb:${library}`;
}

/** Plugins that our own commands run if the library's command lacks a flag; see templates/commands.conf.eta. */
export const OWN_COMMANDS: readonly string[] = Object.keys(LIBRARY).sort();

/** Name of our command that runs a plugin with any arguments. */
export function ownCommand(plugin: string): string {
  return `intentlb:${plugin}`;
}

/**
 * The command line of a Monitoring Plugin (`src/checks/to-plugin.ts`) as a command of Icinga's library, or if that
 * lacks one of the flags, as one of ours that runs the plugin with these arguments.
 * @param address the address in the command line
 */
export function toCommand(argv: readonly string[], address: string): CommandUse {
  const [program = "", ...args] = argv;
  const plugin = program.slice(PLUGIN_FOLDER.length + 1);
  if (program !== `${PLUGIN_FOLDER}/${plugin}` || LIBRARY[plugin] === undefined) {
    throw new Error(`${program} is no plugin that Icinga has a command for`);
  }
  const word = (text: string): string => (text === address ? ADDRESS : withoutMacros(text));
  // The address is a literal of one family, so a flag for the family adds nothing.
  const flags = args.filter((flag) => flag !== "-4" && flag !== "-6");
  for (const library of LIBRARY[plugin]) {
    const vars = useLibrary(library, flags, word);
    if (vars !== undefined) return { command: library.command, vars };
  }
  return { command: ownCommand(plugin), vars: { intentlb_arguments: flags.map(word) } };
}

/** The variables, or undefined if the command lacks a flag. */
function useLibrary(
  { values, switches = {}, fixed = {} }: LibraryCommand,
  flags: readonly string[],
  word: (text: string) => string,
): Record<string, Value> | undefined {
  const vars: Record<string, Value> = {};
  for (let index = 0; index < flags.length; index++) {
    const [flag = "", inline] = splitLong(flags[index] ?? "");
    const name = switches[flag];
    const valued = values[flag];
    if (inline === undefined && name !== undefined) {
      if (name !== "") vars[name] = true;
    } else if (valued !== undefined) {
      vars[valued] = word(inline ?? flags[++index] ?? "");
    } else return undefined;
  }
  return { ...vars, ...fixed };
}

/** `--sni=name` is a flag and its value. */
function splitLong(flag: string): [flag: string, value?: string] {
  const equals = flag.indexOf("=");
  return flag.startsWith("--") && equals !== -1 ? [flag.slice(0, equals), flag.slice(equals + 1)] : [flag];
}
