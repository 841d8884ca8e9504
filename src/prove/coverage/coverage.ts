/** Which generated lines some test exercised: plain data, as in reports. */
export interface Coverage {
  /** By daemon and kind of file, sorted. */
  readonly files: readonly FileCoverage[];
}

/** Files with the same path on all nodes, or lists and maps in one folder. */
export interface FileCoverage {
  readonly daemon: string;
  /** `etc/haproxy/haproxy.cfg`, `etc/haproxy/acl/*.txt` */
  readonly path: string;
  /** Lines that a daemon reads: no comments, no programs; each once, however many nodes have it. */
  readonly lines: number;
  readonly exercised: number;
  /** The lines that no test exercised: nobody would notice if they were wrong. */
  readonly missed: readonly MissedLine[];
}

export interface MissedLine {
  /** `lb1:/etc/haproxy/haproxy.cfg:131`, on the first of the nodes that have it */
  readonly place: string;
  readonly text: string;
  /** Values of the catalog behind it, or the rule: `services/www.yaml:4:3`, `haproxy/reload`. */
  readonly causes: readonly string[];
}
