/** Messages to the driver of a reload lab. */
export type ReloadMessage =
  | { readonly do: "set-up"; readonly addresses: readonly string[] }
  | { readonly do: "deploy"; readonly files: Readonly<Record<string, string>> }
  | { readonly do: "start" }
  | { readonly do: "run"; readonly script: string }
  /** Lines `ExecReload` of a unit. */
  | { readonly do: "reload"; readonly lines: readonly string[] }
  | { readonly do: "admin"; readonly command: string }
  | { readonly do: "member"; readonly address: string; readonly port: number }
  | { readonly do: "sick"; readonly member: string; readonly sick: boolean }
  | { readonly do: "asked" }
  | { readonly do: "load"; readonly to: string; readonly rate: number }
  | { readonly do: "end" };

/** Requests that ran while HAProxy was reloaded. */
export interface Load {
  readonly requests: number;
  /** What went wrong with each that did not get 200. */
  readonly lost: readonly string[];
}

export interface ReloadAnswer {
  readonly failed?: string;
  readonly said?: string;
  /** Requests by member, without checks. */
  readonly asked?: Readonly<Record<string, number>>;
  /** Checks by member. */
  readonly checked?: Readonly<Record<string, number>>;
  readonly load?: Load;
}
