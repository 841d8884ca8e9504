/** How to have a running monitoring daemon check everything at once, and to get the results. */
export interface LabChecks {
  /** Prints all checks with their last results. */
  readonly show: readonly string[];
  readonly read: (answer: string) => readonly CheckResult[];
  /** Has these run at once, whenever they are due. `now` is in seconds since 1970. */
  readonly force: (checks: readonly CheckResult[], now: number) => LabOrder;
}

export interface LabOrder {
  readonly argv: readonly string[];
  /** Standard input. */
  readonly input: string;
}

/** A check of a monitoring daemon, and what came out. */
export interface CheckResult {
  /** The daemon's name for the host: that of a node, or another one for a VIP. */
  readonly host: string;
  /** What is checked there; absent if it is the host itself. */
  readonly name?: string;
  /** Service that it is about; absent if it is none. */
  readonly service?: string;
  /** Address that is checked; absent if the check has none. */
  readonly address?: string;
  /** Whether it checks a member directly, whatever its load balancers do. */
  readonly isMember: boolean;
  /** Whether it counts how many of a service's other checks are healthy. */
  readonly isCount: boolean;
  /** Another node that it needs. */
  readonly peer?: string;
  /** Seconds since 1970 of the last result; 0 if there is none. */
  readonly at: number;
  readonly isOk: boolean;
  /** `CRITICAL: connection refused`, the state with the plugin's output. */
  readonly said: string;
}

/** How to have a running monitoring daemon tell people something, and to get what the lab's mailer and pager received. */
export interface LabNotifications {
  /** Has all who are told about these checks told at once, whatever their state, with a comment. */
  readonly send: (checks: readonly CheckResult[], comment: string, now: number) => LabOrder;
  /** Prints everything that was received since it started. */
  readonly show: readonly string[];
  readonly read: (answer: string) => readonly Told[];
  /** What must be told about a healthy check. */
  readonly lines: (check: CheckResult, by: Told["by"], comment: string) => readonly string[];
}

/** A mail or a page. */
export interface Told {
  readonly by: "mail" | "page";
  /** Address, or name of the pager. */
  readonly to: string;
  /** What it is about, by the daemon's names; a host if there is no name. */
  readonly host: string;
  readonly name?: string;
  readonly lines: readonly string[];
}
